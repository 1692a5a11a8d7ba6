"""The conversation as a function of values: no clock, no I/O, no await, and no knowledge of risk's
rules.
"""
