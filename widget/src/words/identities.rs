//! Texts about sign-ins by an identity provider: whose they are, and those that are nobody's.

use super::{counted, texts};

texts! {
    UNLINKED: "Sign-ins without a profile", "Connexions sans profil";
    UNLINKED_LEAD: "These people signed in with the company’s identity provider, and no profile could be linked to them. Names are what the provider says: they are a hint and prove nothing.", "Ces personnes se sont connectées auprès du fournisseur d’identité de l’entreprise, mais aucun profil n’a pu leur être lié. Les noms viennent du fournisseur : ils ne prouvent rien.";
    UNLINKED_NONE: "Everybody who has signed in has a profile.", "Toutes les personnes connectées ont un profil.";
    WHO: "Name at the provider", "Nom chez le fournisseur";
    WHY: "Why", "Raison";
    LAST: "Last", "Dernière fois";
    FORGET: "Forget", "Oublier";
    FORGET_WHOM: "Forget {0}", "Oublier {0}";
    FORGOTTEN: "Forgotten until they come again.", "Oubliée jusqu’à sa prochaine connexion.";
    NAMELESS: "no name", "sans nom";
    NO_PROOF: "The token says nothing that a directory could confirm", "Le jeton ne dit rien qu’un annuaire puisse confirmer";
    NO_PROOF_REMEDY: "Add the optional claim onprem_sid to the registration of the interface.", "Ajoutez la revendication facultative onprem_sid à l’inscription de l’interface.";
    NOT_FOUND: "No directory has them", "Absente de tous les annuaires";
    NOT_FOUND_REMEDY: "Look at base and filter of the sources.", "Vérifiez la base et le filtre des sources.";
    SEVERAL: "Several entries fit", "Plusieurs fiches correspondent";
    SEVERAL_REMEDY: "Make the value unique in the directory.", "Rendez la valeur unique dans l’annuaire.";
    NO_PROFILE: "The entry has no profile", "La fiche n’a pas de profil";
    NO_PROFILE_REMEDY: "Run the source, let the entry in, or link it to a profile.", "Exécutez la source, incluez la fiche ou liez-la à un profil.";
    BLOCKED: "Disabled or blocked", "Désactivée ou bloquée";
    BLOCKED_REMEDY: "Nothing to do, unless they should get in.", "Rien à faire, sauf si elle doit avoir accès.";
    TAKEN: "The profile belongs to another sign-in", "Le profil appartient à une autre connexion";
    TAKEN_REMEDY: "If this is the same person with a new account, take the old sign-in off the profile.", "S’il s’agit de la même personne avec un nouveau compte, détachez l’ancienne connexion du profil.";
    TITLE: "Sign-in", "Connexion";
    NONE: "Not linked to an identity provider. That happens by itself at the first sign-in there.", "Pas encore liée à un fournisseur d’identité : cela se fait à la première connexion.";
    PROVED: "found by {0}, {1}", "trouvée par {0}, {1}";
    REMOVE: "Take the sign-in off", "Détacher la connexion";
    REMOVE_ASK: "Take this sign-in off the profile?", "Détacher cette connexion du profil ?";
    REMOVE_LEAD: "Whoever has it is out with the next request. When they come again, the directory is asked anew whose it is.", "Son titulaire perd l’accès dès la prochaine requête. À son retour, l’annuaire dira de nouveau à qui elle appartient.";
    REMOVED: "The sign-in was taken off.", "La connexion a été détachée.";
}

counted! {
    TIMES: "{0} time" | "{0} times", "{0} fois" | "{0} fois";
}
