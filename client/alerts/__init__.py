"""When a call alerts, and how: values and rules. No clock, no I/O, no Qt."""
