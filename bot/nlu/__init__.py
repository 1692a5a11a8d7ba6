"""Understands what a young person wants to do; seeing risk is not its business."""
