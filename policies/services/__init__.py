"""Writing policies: checked by the domain first, told to every process, written down."""
