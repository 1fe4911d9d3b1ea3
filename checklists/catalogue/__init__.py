"""The catalogue: symptoms and templates, one YAML file each; the code that reads them is in `checklists.loading`."""

from checklists.loading import Catalogue, InvalidCatalogue, load

__all__ = ["Catalogue", "InvalidCatalogue", "load"]
