"""What all widgets share: measures, colours, icons, the focus."""
