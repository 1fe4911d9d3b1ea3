"""The world outside: one folder each, with a Protocol, the real thing and, where tests need it, a fake."""
