//! Texts of the list of findings: what runs could not take in or are unsure about.

use super::{counted, texts};

texts! {
    LEAD: "What runs could not take in or are unsure about. Each goes by itself when its cause does.", "Ce que les exécutions n’ont pas pu reprendre ou dont elles ne sont pas sûres. Chaque point disparaît avec sa cause.";
    STATE: "State", "État";
    STATE_OPEN: "To sort out", "À régler";
    STATE_IGNORED: "Ignored", "Ignorés";
    STATE_REFUSED: "Refused", "Refusés";
    KIND: "Kind", "Nature";
    ALL_KINDS: "All kinds", "Toutes les natures";
    KIND_TAKEN: "User name taken", "Nom d’utilisateur déjà pris";
    KIND_RESEMBLES: "Possible duplicate", "Doublon possible";
    KIND_UNREADABLE: "Unreadable entry", "Fiche illisible";
    KIND_NOT_WORKED_OUT: "Not worked out", "Non calculé";
    NOT_WORKED_OUT: "An expression of the mapping brings nothing for this entry; what was known stays. {0}.", "Une expression de la correspondance ne donne rien pour cette fiche ; ce qui était connu reste. {0}.";
    KIND_COUNTRY: "Two countries", "Deux pays";
    COUNTRY: "The attributes that hold the country do not agree, so the two letters count. Put the others right in the directory. {0}.", "Les attributs qui contiennent le pays ne concordent pas ; le code à deux lettres l’emporte. Corrigez les autres dans l’annuaire. {0}.";
    KIND_OUTSIDE: "Not taken in", "Non reprises";
    INCLUDE: "Take in", "Reprendre";
    OUTSIDE_CONTAINER: "The entry lies in a container that is not taken. Take it in, or link somebody to it on their page once it is.", "La fiche se trouve dans un conteneur qui n’est pas repris. Reprenez-la, puis liez-y au besoin quelqu’un depuis sa page.";
    OUTSIDE_GROUP: "The entry is in no chosen group. Add it to one in the directory, or choose another group for the source.", "La fiche n’est dans aucun groupe choisi. Ajoutez-la à un groupe dans l’annuaire ou choisissez un autre groupe pour la source.";
    OUTSIDE_INCLUSION: "No inclusion rule names the entry. Take it in to add one.", "Aucune règle d’inclusion ne nomme la fiche. Reprenez-la pour en ajouter une.";
    OUTSIDE_DISABLED: "The account is disabled, and nobody is made for disabled accounts.", "Le compte est désactivé, et aucune personne n’est créée pour les comptes désactivés.";
    NONE: "Nothing to sort out", "Rien à régler";
    NONE_LEAD: "Runs take everybody in. What they cannot decide by themselves will stand here.", "Les exécutions reprennent tout le monde. Ce qu’elles ne peuvent décider seules figurera ici.";
    NONE_SUCH: "No such finding", "Aucun point de ce type";
    NONE_SUCH_LEAD: "Change the filters to see others.", "Modifiez les filtres pour en voir d’autres.";
    SEEN: "{0}, last seen {1} · {2}", "{0}, vu pour la dernière fois {1} · {2}";
    DECIDED: "By {0}, {1}", "Par {0}, {1}";
    ENTRY: "Entry in the directory", "Fiche de l’annuaire";
    MADE: "Made of the new entry", "Créée à partir de la nouvelle fiche";
    NOBODY_YET: "nobody yet", "personne pour l’instant";
    HOLDER: "Holds the user name", "Détient le nom d’utilisateur";
    WAS_THERE: "Was there before", "Existait auparavant";
    BLOCKED: "blocked", "bloquée";
    SHARED: "What the two share: {0}.", "Points communs : {0}.";
    SHARED_MAIL: "the e-mail address", "l’adresse e-mail";
    SHARED_NUMBER: "the employee number", "le matricule";
    SHARED_NAME: "the name, and nothing else", "le nom, et rien d’autre";
    SHARED_NAME_TOO: "the name", "le nom";
    TAKEN_NEW: "Nobody was made of this entry, since somebody else holds the user name {0}. Give one of the two another name in the directory, or say that it is the same person.", "Aucune personne n’a été créée pour cette fiche, car quelqu’un d’autre détient le nom d’utilisateur {0}. Donnez un autre nom à l’une des deux dans l’annuaire, ou indiquez qu’il s’agit de la même personne.";
    TAKEN_KNOWN: "Everything of this entry was taken but the user name {0}, which somebody else holds. Give one of the two another name in the directory.", "Tout a été repris de cette fiche, sauf le nom d’utilisateur {0} que détient quelqu’un d’autre. Donnez un autre nom à l’une des deux dans l’annuaire.";
    UNREADABLE: "The entry could not be read: {0}.", "La fiche n’a pas pu être lue : {0}.";
    ABOUT_ONESELF: "This is about yourself, and nobody decides about themselves. Another people administrator can; you can have the entry read anew.", "Ce point vous concerne, et personne ne décide pour soi-même. Un autre administrateur des personnes le peut ; vous pouvez faire relire la fiche.";
    NOT_YOURS: "People administrators whose role holds everywhere decide on this.", "La décision revient aux administrateurs des personnes dont le rôle vaut partout.";
    RETRY: "Read anew", "Relire";
    IGNORE: "Ignore until it changes", "Ignorer jusqu’à un changement";
    REOPEN: "Look at it again", "Rouvrir";
    ACCEPT: "It is one person", "C’est une seule personne";
    REFUSE: "They are two", "Ce sont deux personnes";
    ACCEPT_ASK: "Is it one person?", "Est-ce une seule personne ?";
    ACCEPT_LEAD: "Who was there before keeps the profile with its history, changes and roles, and has the new entry from now on. What was made of the new entry is merged into it: its changes go on there, and where both wait for the same attribute the newer one stands. This cannot be undone.", "La personne déjà présente garde son profil avec l’historique, les modifications et les rôles, et se voit attribuer la nouvelle fiche. Le profil créé pour celle-ci y est fusionné : ses modifications y continuent et, si les deux attendent pour le même attribut, la plus récente l’emporte. C’est irréversible.";
    DONE_RETRY: "The entries are being read anew.", "Les fiches sont en cours de relecture.";
    SOME_REFUSED: "{0} done, {1} not; the reason stands with each.", "{0} faits, {1} non ; la raison figure sur chacun.";
}

counted! {
    SELECTED: "{0} selected" | "{0} selected", "{0} sélectionné" | "{0} sélectionnés";
    CHANGES: "{0} change" | "{0} changes", "{0} modification" | "{0} modifications";
    DONE: "{0} finding sorted out." | "{0} findings sorted out.", "{0} point réglé." | "{0} points réglés.";
}
