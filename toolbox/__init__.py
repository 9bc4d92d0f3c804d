"""The library: tools, who may see them, and who has opened them to whom."""
