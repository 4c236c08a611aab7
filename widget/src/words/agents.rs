//! Texts about agents: programs beside a directory that call from there.

use super::{counted, texts};

texts! {
    SHORT: "Agents", "Agents";
    TITLE: "Agents of {0}", "Agents de {0}";
    LEAD: "An agent is a program that you run beside the directory. It calls this server, so no port is opened to the outside, and the directory’s address, account and password stay with it.", "Un agent est un programme que vous exécutez près de l’annuaire. C’est lui qui appelle ce serveur : aucun port n’est ouvert vers l’extérieur, et l’adresse, le compte et le mot de passe de l’annuaire restent chez lui.";
    REACHED: "How the directory is reached", "Comment l’annuaire est joint";
    DIRECT: "This server connects to it", "Ce serveur s’y connecte";
    BY_AGENT: "An agent beside it calls this server", "Un agent placé à côté appelle ce serveur";
    DIRECT_LEAD: "The directory must be reachable from here, and address, account and password are kept here, the password sealed.", "L’annuaire doit être joignable d’ici ; l’adresse, le compte et le mot de passe sont conservés ici, le mot de passe étant scellé.";
    AGENT_LEAD: "You run a program inside your network. Nothing here knows the directory’s address, account or password, and the agent’s own file alone says which attributes leave. People cannot sign in here with their directory password then: use OpenID Connect or Outlook for that.", "Vous exécutez un programme dans votre réseau. Rien ici ne connaît l’adresse, le compte ni le mot de passe de l’annuaire, et seul le fichier de l’agent dit quels attributs en sortent. On ne peut alors plus se connecter ici avec le mot de passe de l’annuaire : utilisez OpenID Connect ou Outlook.";
    TO_AGENT: "When you save, the address, the account and the password that are kept here are forgotten. Everybody stays linked. Writing to the directory is turned off until it is tested anew.", "À l’enregistrement, l’adresse, le compte et le mot de passe conservés ici sont oubliés. Chacun reste lié. L’écriture dans l’annuaire est désactivée jusqu’à un nouveau test.";
    TO_DIRECT: "When you save, nothing is taken from the agents any more. They stay enrolled, and everybody stays linked. Writing to the directory is turned off until it is tested anew.", "À l’enregistrement, plus rien n’est accepté des agents. Ils restent inscrits, et chacun reste lié. L’écriture dans l’annuaire est désactivée jusqu’à un nouveau test.";
    NARROW_BASE: "Blank: where the agent’s own file says. What you enter here can only be within it.", "Vide : là où le dit le fichier de l’agent. Ce que vous saisissez ici ne peut être qu’à l’intérieur.";
    NONE: "No agent yet", "Aucun agent";
    NONE_LEAD: "Invite one: you get a code to run it with.", "Invitez-en un : vous obtenez un code pour le lancer.";
    IS_DIRECT: "This source is read directly. Agents are for sources that an agent reads; that is chosen in the set-up.", "Cette source est lue directement. Les agents sont pour les sources lues par un agent ; cela se choisit dans la configuration.";
    CHANGE_SET_UP: "Change how it is reached", "Changer la façon de la joindre";
    INVITE: "Invite an agent…", "Inviter un agent…";
    INVITE_TITLE: "Invite an agent", "Inviter un agent";
    INVITE_LEAD: "You get a code that is good once and for ten minutes.", "Vous obtenez un code valable une seule fois, pendant dix minutes.";
    INVITE_DO: "Make a code", "Créer un code";
    NAME: "Name", "Nom";
    NAME_HINT: "The machine’s name is a good one.", "Le nom de la machine convient bien.";
    ANOTHER_CODE: "Make another code", "Créer un autre code";
    CODE_OF: "Code for {0}", "Code pour {0}";
    COMMAND: "Run this on the machine beside the directory", "Exécutez ceci sur la machine proche de l’annuaire";
    CODE_ONCE: "The code is shown this once and is good until {0}. Whoever has it becomes this agent.", "Le code n’est montré que cette fois et vaut jusqu’au {0}. Qui le possède devient cet agent.";
    CLOSE: "Close", "Fermer";
    INVITED: "Invited", "Invité";
    EXPIRED: "Code ran out", "Code expiré";
    ACTIVE: "Works", "En service";
    STANDBY: "Stands by", "En réserve";
    AWAY: "Not in contact", "Sans contact";
    REVOKED: "Revoked", "Révoqué";
    REVOKED_ONES: "Revoked agents", "Agents révoqués";
    LAST_CONTACT: "Last contact", "Dernier contact";
    LAST_RUN: "Last run", "Dernière exécution";
    READ: "{0}, {1} in {2} s", "{0}, {1} en {2} s";
    LAG: "Lag", "Attente";
    LAG_OF: "what it was asked for last waited {0} s for it", "sa dernière demande l’a attendu {0} s";
    NEVER: "never", "jamais";
    VERSION: "Version", "Version";
    HOST: "Machine", "Machine";
    CLOCK: "Clock", "Horloge";
    CLOCK_RIGHT: "as here", "comme ici";
    CLOCK_AHEAD: "{0} s ahead", "{0} s d’avance";
    CLOCK_BEHIND: "{0} s behind", "{0} s de retard";
    CLOCK_WRONG: "The agent’s clock differs by {0} seconds. From 60 seconds on nothing is taken from it: set the machine’s clock (NTP).", "L’horloge de l’agent diffère de {0} secondes. À partir de 60 secondes, plus rien n’est accepté de lui : réglez l’horloge de la machine (NTP).";
    CREATED: "Invited by {0}, {1}", "Invité par {0}, {1}";
    REFUSED: "The last run asked for {0}, which the agent’s own file does not let out (allow.attributes). It was left out.", "La dernière exécution a demandé {0}, que le fichier de l’agent ne laisse pas sortir (allow.attributes). Cela a été omis.";
    SENDS: "Sends", "Envoie";
    SENDS_BASE: "From", "Depuis";
    SENDS_FILTER: "Entries", "Fiches";
    WRITES: "Writes", "Écrit";
    WRITES_NOTHING: "nothing", "rien";
    WRITES_SOME: "{0} – at most {1} entries an hour", "{0} – au plus {1} fiches par heure";
    CLONES: "A second process with this agent’s identity was turned away {0} times, last {1}. If it goes on, two machines share one identity: revoke it and enrol each by a code of its own.", "Un second processus portant l’identité de cet agent a été écarté {0} fois, la dernière {1}. Si cela continue, deux machines partagent une identité : révoquez-la et inscrivez chacune avec son propre code.";
    ROTATE: "Ask for a new key", "Demander une nouvelle clé";
    ROTATE_ASKED: "It is asked to make itself a new key.", "Il lui est demandé de se créer une nouvelle clé.";
    ROTATE_SAID: "{0} is asked to make itself a new key.", "Il est demandé à {0} de se créer une nouvelle clé.";
    REVOKE: "Revoke…", "Révoquer…";
    REVOKE_DO: "Revoke it", "Le révoquer";
    REVOKE_ASK: "Revoke {0}?", "Révoquer {0} ?";
    REVOKE_LEAD: "Nothing of it is taken any more from its next request on. To come back it needs a new code. If no other agent of this source is there, the source is not read.", "Plus rien n’est accepté de lui dès sa prochaine demande. Pour revenir, il lui faut un nouveau code. Sans autre agent, cette source n’est plus lue.";
    REVOKE_SAID: "{0} is revoked.", "{0} est révoqué.";
}

counted! {
    ENTRIES: "{0} entry" | "{0} entries", "{0} fiche" | "{0} fiches";
}
