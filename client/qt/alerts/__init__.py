"""What a ringing call does to the user: pop-up, sound, taskbar, and the number for the tray."""
