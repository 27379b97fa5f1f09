"""The desktop around us: tray, colours, messages, start at login."""
