"""Text as plain values: how it is compared, and in which language it is. Pure, standard library
only.
"""
