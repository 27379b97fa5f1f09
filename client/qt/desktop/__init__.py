"""The desktop around us: tray, screens, colours, messages, start at login."""
