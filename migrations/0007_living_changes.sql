-- What is open of a person, and what ended last, out of the index alone.
create index change_living on change (person_id, state, attribute, id);
