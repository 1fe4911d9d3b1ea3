"""Asking a device at a site from the server: SIP and SNMP."""
