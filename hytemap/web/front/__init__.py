"""What stands before Flask: answers asked before are given from memory, in bytes."""

from hytemap.web.front.middleware import Front, application

__all__ = ["Front", "application"]
