"""How long livegen and its peers take for the same text."""
