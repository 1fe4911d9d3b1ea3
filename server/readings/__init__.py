"""What network devices print, read into rows and facts. Pure: no database, no web, no clock but the limit of its work."""

from server.readings.interfaces import find_interfaces, normalise_interface
from server.readings.read import Reading, Unreadable, read_output

__all__ = ["Reading", "Unreadable", "find_interfaces", "normalise_interface", "read_output"]
