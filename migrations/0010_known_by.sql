-- The attribute by whose values the entries of a source are known; a run that would read another one does not start. Set when the source is.
alter table source add column known_by text;
