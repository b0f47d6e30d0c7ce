"""One record goes into another: all references move along, and all of it can be taken back.

`values` says which value of which record is kept; `references` finds what refers to a record, of
whatever room; `rules` is where rooms say what becomes of rows that cannot stand beside each other;
`engine` moves; `log` writes down each step and plays it back.
"""
