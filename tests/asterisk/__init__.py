"""A real Asterisk and real SIP phones: the laboratory, and the tests that need it."""
