-- Who changed what about a target is read beside its template; rows about targets are few among those of the log.
create index audit_of_targets on audit (sequence) where action >= 'target.' and action < 'target/';
