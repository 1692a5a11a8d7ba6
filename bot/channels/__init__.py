"""Ways in and out for young people.

A channel knows nothing of flows or risk, and no channel knows another.
"""
