"""The name by which desktops know the program: that of its .desktop file and of its icon."""

APP_ID = "desktop.cornetta.client"
