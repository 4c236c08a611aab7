//! Texts about re-keying a source: how its people are recognised when their entries have other ids.

use super::{counted, texts};

texts! {
    TITLE: "Re-key {0}", "Nouveaux identifiants pour {0}";
    CHANGE: "Change how people are recognised", "Modifier la reconnaissance des personnes";
    SHORT: "Recognition of people", "Identifiants";
    LEAD: "A source knows people by an id that never changes. Where it did change – the directory was migrated, or another attribute is to hold it – people are recognised by something else once, and keep everything.", "Une source connaît les personnes par un identifiant qui ne change jamais. S’il a tout de même changé – annuaire migré, ou identifiant à lire dans un autre attribut –, les personnes sont reconnues une fois par autre chose et gardent tout.";
    DUE: "This source is not read: its people are known by {0}, and its id attribute is set to {1}. Re-key it, or set the attribute back.", "Cette source n’est pas lue : ses personnes sont connues par {0}, et son attribut d’identifiant est {1}. Remplacez les identifiants, ou rétablissez l’attribut.";
    DUE_LEAD: "Read like this, everybody would be a stranger.", "Lue ainsi, tout le monde serait inconnu.";
    DRAFT: "The set-up of this source is not finished. Enter its id attribute there.", "La configuration de cette source n’est pas terminée. Saisissez-y l’attribut d’identifiant.";
    ID_ATTRIBUTE: "Attribute that holds the id", "Attribut qui contient l’identifiant";
    ID_HINT: "Leave it as it is where the ids themselves have changed.", "Laissez-le tel quel si ce sont les identifiants eux-mêmes qui ont changé.";
    FROM_FILE: "The settings file says {0}. Another attribute can be looked at here, but has to be written there before people are re-keyed.", "Le fichier de configuration indique {0}. Un autre attribut peut être examiné ici, mais doit y être inscrit avant le remplacement.";
    KEY: "Recognise people by", "Reconnaître les personnes par";
    MAIL: "E-mail address", "Adresse e-mail";
    EMPLOYEE_NUMBER: "Employee number", "Matricule";
    USERNAME: "User name", "Nom d’utilisateur";
    DN: "Distinguished name", "Nom distinctif";
    PREVIEW: "Preview", "Aperçu";
    LOOKING: "Reading the directory …", "Lecture de l’annuaire…";
    NOT_YET: "Nothing has been looked at yet", "Rien n’a encore été examiné";
    NOT_YET_LEAD: "The preview reads the directory and says who is which entry. Nobody is touched.", "L’aperçu lit l’annuaire et indique à qui appartient chaque fiche. Personne n’est touché.";
    OUTDATED: "This preview is of other choices. Look once more.", "Cet aperçu correspond à d’autres choix. Demandez-en un nouveau.";
    MATCHED: "Recognised", "Reconnues";
    SAME: "Known by this id already", "Déjà connues par cet identifiant";
    UNCLEAR: "In doubt", "Incertaines";
    UNCLEAR_LEAD: "These are left alone. Where somebody new was made of an entry, the list of findings says whether two are one; whoever was taken off the directory is linked again on their own page.", "Elles sont laissées de côté. Si une fiche a déjà donné une nouvelle personne, les points à régler permettent de dire que deux n’en font qu’une ; qui a été détaché de l’annuaire se lie de nouveau depuis sa propre page.";
    FINDINGS: "Findings", "Points à régler";
    MISSING: "Without an entry", "Sans fiche";
    MISSING_LEAD: "The next run would find them missing and treat them like everybody who leaves.", "La prochaine exécution ne les trouverait plus et les traiterait comme tout départ.";
    NEW: "Entries without a person", "Fiches sans personne";
    NEW_LEAD: "The next run would make somebody new of each.", "La prochaine exécution créerait une nouvelle personne pour chacune.";
    PERSON: "Person", "Personne";
    ENTRY: "Entry", "Fiche";
    BY: "Recognised by", "Reconnue par";
    IDS: "Id now and then", "Identifiant actuel et nouveau";
    ID: "Id", "Identifiant";
    WHY: "Why", "Motif";
    RETURNS: "returns", "revient";
    AWAY: "missing already", "déjà absente";
    TAKEN: "the entry is somebody else’s already", "la fiche appartient déjà à quelqu’un d’autre";
    SHARED: "several have the same", "plusieurs ont le même";
    SAME_ID: "several entries have one id", "plusieurs fiches ont le même identifiant";
    DETACHED: "was taken off the directory", "a été détachée de l’annuaire";
    FIRST_ROWS: "The first {0} are shown.", "Les {0} premières sont affichées.";
    HELD: "Run {0} is held. It was planned with the ids of before and is given up.", "L’exécution {0} est retenue. Planifiée avec les anciens identifiants, elle sera abandonnée.";
    NOBODY: "Nobody is recognised. Choose another key.", "Personne n’est reconnu. Choisissez une autre clé.";
    NOTHING: "Everybody is known by this id already; there is nothing to do.", "Tout le monde est déjà connu par cet identifiant ; il n’y a rien à faire.";
    REKEY: "Re-key", "Remplacer les identifiants";
    ASK: "Re-key {0}?", "Remplacer les identifiants de {0} ?";
    ASK_LEAD: "Exactly what the preview shows is done, then everything is read anew. Profiles, changes and approvals stay as they are.", "Exactement ce que montre l’aperçu sera fait, puis tout sera relu. Profils, modifications et approbations restent tels quels.";
    TYPE: "Type {0}, the number of people who are recognised, to confirm", "Saisissez {0}, le nombre de personnes reconnues, pour confirmer";
    RUN: "See the run that reads everything anew", "Voir l’exécution qui relit tout";
    NO_RUN: "No run was started; the next one reads everything anew.", "Aucune exécution n’a été lancée ; la prochaine relira tout.";
}

counted! {
    READ_COUNT: "{0} entry read" | "{0} entries read", "{0} fiche lue" | "{0} fiches lues";
    MATCHED_COUNT: "{0} person recognised" | "{0} people recognised", "{0} personne reconnue" | "{0} personnes reconnues";
    RETURNING_COUNT: "{0} of them returns" | "{0} of them return", "dont {0} revient" | "dont {0} reviennent";
    SAME_COUNT: "{0} known by this id already" | "{0} known by this id already", "{0} déjà connue par cet identifiant" | "{0} déjà connues par cet identifiant";
    UNCLEAR_COUNT: "{0} in doubt" | "{0} in doubt", "{0} incertaine" | "{0} incertaines";
    MISSING_COUNT: "{0} without an entry" | "{0} without an entry", "{0} sans fiche" | "{0} sans fiche";
    NEW_COUNT: "{0} entry without a person" | "{0} entries without a person", "{0} fiche sans personne" | "{0} fiches sans personne";
    WITHOUT_ID: "{0} entry has no id that can be used, and nobody is recognised in it." | "{0} entries have no id that can be used, and nobody is recognised in them.", "{0} fiche n’a pas d’identifiant utilisable ; personne n’y est reconnu." | "{0} fiches n’ont pas d’identifiant utilisable ; personne n’y est reconnu.";
    DONE: "{0} person has another id now." | "{0} people have other ids now.", "{0} personne a un nouvel identifiant." | "{0} personnes ont un nouvel identifiant.";
}
