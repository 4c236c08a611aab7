//! Texts of sources, their runs and reports.

use super::{counted, texts};

texts! {
    LEAD: "The directories that Amend reads. Reading never writes to them.", "Les annuaires que lit Amend. La lecture n’y écrit jamais rien.";
    NONE: "No source is set up", "Aucune source n’est configurée";
    NONE_LEAD: "Add a directory to the settings file and start Amend anew.", "Ajoutez un annuaire au fichier de configuration et redémarrez Amend.";
    ADDRESS: "Address", "Adresse";
    BASE: "Search base", "Base de recherche";
    FILTER: "Filter", "Filtre";
    SCHEDULE: "Schedule", "Planification";
    BY_HAND: "only by hand", "à la main seulement";
    NEXT_RUN: "next {0}", "prochaine {0}";
    PEOPLE: "People", "Personnes";
    MAPPING: "Mapping", "Correspondance";
    RETIRED: "No longer in the settings: it is not run, its people stay.", "Plus dans la configuration : elle n’est plus lue, ses personnes restent.";
    RUN_NOW: "Run now", "Exécuter maintenant";
    RUN_STARTED: "The run has started.", "L’exécution a commencé.";
    CANCEL_RUN: "Cancel the run", "Annuler l’exécution";
    RUNS: "Last runs", "Dernières exécutions";
    NO_RUNS: "It has not run yet. Start a run to read the directory for the first time.", "Aucune exécution pour l’instant. Lancez-en une pour lire l’annuaire une première fois.";
    STARTED: "Started", "Début";
    STATE: "State", "État";
    OUTCOME: "Outcome", "Résultat";
    BY_SCHEDULE: "by schedule", "planifiée";
    TOOK: "took {0}", "durée {0}";
    REPORT: "Report of run {0}", "Rapport de l’exécution {0}";
    RUN_TITLE: "Run {0} of {1}", "Exécution {0} de {1}";
    BACK: "All sources", "Toutes les sources";
    RUNNING: "Running", "En cours";
    HELD: "Held", "Retenue";
    COMPLETE: "Complete", "Complète";
    PARTIAL: "Partial", "Partielle";
    FAILED: "Failed", "Échec";
    CANCELLED: "Cancelled", "Annulée";
    DISCARDED: "Discarded", "Abandonnée";
    SEEN: "Read", "Lues";
    CREATED: "Created", "Créées";
    CHANGED: "Changed", "Modifiées";
    RENAMED: "Renamed", "Renommées";
    BLOCKED: "Blocked", "Bloquées";
    WOULD_BLOCK: "Would be blocked", "Seraient bloquées";
    RETURNED: "Returned", "Revenues";
    SKIPPED: "Skipped", "Ignorées";
    UNCHANGED: "Unchanged", "Inchangées";
    CONFIRMED: "Confirmed", "Confirmées";
    CONFLICTS: "Conflicts", "Conflits";
    ALL_KINDS: "All", "Tout";
    RATE: "{0} per second", "{0} par seconde";
    LEFT: "about {0} left", "encore {0} environ";
    SECONDS: "{0}\u{a0}s", "{0}\u{a0}s";
    MINUTES: "{0}\u{a0}min", "{0}\u{a0}min";
    PROGRESS: "{0} of about {1} entries", "{0} fiches sur {1} environ";
    PROGRESS_OPEN: "{0} entries", "{0} fiches";
    HELD_EMPTY: "The directory answered with no entry at all.", "L’annuaire n’a renvoyé aucune fiche.";
    HELD_HALVED: "Only {0} entries were seen; last time it was {1}.", "Seules {0} fiches ont été vues ; la fois précédente, {1}.";
    HELD_REMOVALS: "{0} people would be blocked; the limit is {1}.", "{0} personnes seraient bloquées ; la limite est {1}.";
    HELD_MASS: "“{0}” would change for {1} people; the limit is {2}.", "« {0} » changerait pour {1} personnes ; la limite est {2}.";
    HELD_LEAD: "The run is held and has changed nobody. Look at who is concerned, then decide.", "L’exécution est retenue et n’a modifié personne. Regardez qui est concerné, puis décidez.";
    RELEASE: "Release", "Libérer";
    DISCARD: "Discard", "Abandonner";
    RELEASE_ASK: "Release this run?", "Libérer cette exécution ?";
    RELEASE_LEAD: "Everything in its report happens then, the {0} blocked people included.", "Tout ce qui figure dans son rapport se produira alors, y compris le blocage de {0} personnes.";
    RELEASE_TYPE: "Type {0} to confirm", "Saisissez {0} pour confirmer";
    RELEASED: "The run goes on.", "L’exécution continue.";
    DISCARD_ASK: "Discard this run?", "Abandonner cette exécution ?";
    DISCARD_LEAD: "Nothing of it happens. The next run reads the directory anew.", "Rien n’en sera appliqué. La prochaine exécution relira l’annuaire.";
    DISCARDED_DONE: "The run was discarded.", "L’exécution a été abandonnée.";
    CANCELLED_DONE: "The run is being cancelled.", "L’exécution est en cours d’annulation.";
    DOWNLOAD: "Download as CSV", "Télécharger en CSV";
    EMPTY_REPORT: "Nothing changed", "Rien n’a changé";
    EMPTY_REPORT_LEAD: "The directory says what it said last time.", "L’annuaire dit la même chose que la fois précédente.";
    KINDS: "Kinds", "Types";
    WHO: "Who", "Qui";
    WHAT: "What", "Quoi";
}

counted! {
    EVERY: "every minute" | "every {0} minutes", "toutes les minutes" | "toutes les {0} minutes";
    CHANGED_COUNT: "{0} changed" | "{0} changed", "{0} modifiée" | "{0} modifiées";
    CREATED_COUNT: "{0} created" | "{0} created", "{0} créée" | "{0} créées";
    BLOCKED_COUNT: "{0} blocked" | "{0} blocked", "{0} bloquée" | "{0} bloquées";
    SEEN_COUNT: "{0} read" | "{0} read", "{0} lue" | "{0} lues";
    CONFIRMED_COUNT: "{0} confirmed" | "{0} confirmed", "{0} confirmée" | "{0} confirmées";
    CONFLICT_COUNT: "{0} conflict" | "{0} conflicts", "{0} conflit" | "{0} conflits";
}
