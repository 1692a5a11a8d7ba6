"""What editors write, read and checked: flows, texts, words, policy. The only part that reads
YAML.
"""
