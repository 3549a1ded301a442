"""Writes workbooks (.xlsx, ECMA-376 transitional): streamed, as text, with drop-downs, notes and instructions."""
