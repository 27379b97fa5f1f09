<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="it" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&apos;allow_unqualified_fetch&apos; keeps the PBX from telling which phones its database has; without it they can be read</source>
        <translation>&apos;allow_unqualified_fetch&apos; impedisce al centralino di dire quali telefoni ha il suo database; senza, si possono leggere</translation>
    </message>
    <message>
        <source>&apos;{code}&apos; is how {number} begins</source>
        <translation>{number} comincia con &apos;{code}&apos;</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is taken by another group</source>
        <translation>&apos;{name}&apos; è già il nome di un altro gruppo</translation>
    </message>
    <message>
        <source>A change failed ({step}: {reason}). These could not be taken back: {left}.</source>
        <translation>Una modifica non è riuscita ({step}: {reason}). Non è stato possibile annullare: {left}.</translation>
    </message>
    <message>
        <source>A save was cut off ({path}). Take it back with &apos;cornetta admin undo&apos;, complete it with &apos;cornetta admin finish&apos;, or leave all as it is with &apos;cornetta admin leave&apos;.</source>
        <translation>Un salvataggio è stato interrotto ({path}). Annullarlo con &apos;cornetta admin undo&apos;, completarlo con &apos;cornetta admin finish&apos; o lasciare tutto com&apos;è con &apos;cornetta admin leave&apos;.</translation>
    </message>
    <message>
        <source>Another save is under way, from this computer or by somebody else. Nothing was saved; look at it again when that is over.</source>
        <translation>È in corso un altro salvataggio, da questo computer o di qualcun altro. Nulla è stato salvato; ricontrollare quando è finito.</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>connessione interrotta</translation>
    </message>
    <message>
        <source>Chooses a user and adds it</source>
        <translation>Sceglie un utente e lo aggiunge</translation>
    </message>
    <message>
        <source>Closes the window</source>
        <translation>Chiude la finestra</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>connessione rifiutata</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>connessione interrotta dall&apos;altra parte</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>tempo scaduto per la connessione</translation>
    </message>
    <message>
        <source>Copies the number of the call just taken</source>
        <translation>Copia il numero della chiamata appena presa</translation>
    </message>
    <message>
        <source>Did you mean &apos;{near}&apos;?</source>
        <translation>Forse si intendeva &apos;{near}&apos;?</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>quota del disco superata</translation>
    </message>
    <message>
        <source>Ends Cornetta</source>
        <translation>Chiude Cornetta</translation>
    </message>
    <message>
        <source>Goes to the next field</source>
        <translation>Passa al campo successivo</translation>
    </message>
    <message>
        <source>Goes to the search field</source>
        <translation>Passa al campo di ricerca</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>errore di lettura o scrittura</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>è una cartella</translation>
    </message>
    <message>
        <source>Main window</source>
        <translation>Finestra principale</translation>
    </message>
    <message>
        <source>Makes a group</source>
        <translation>Crea un gruppo</translation>
    </message>
    <message>
        <source>Mutes the alerts, or lets them be heard again</source>
        <translation>Silenzia gli avvisi, o li riattiva</translation>
    </message>
    <message>
        <source>Network is down</source>
        <translation>rete non attiva</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>rete non raggiungibile</translation>
    </message>
    <message>
        <source>No calls reach this account. Ask the administrator to give it &apos;read = call,agent&apos; in manager.conf and to reload the manager.</source>
        <translation>Questo account non riceve notizia di alcuna chiamata. Chiedere all&apos;amministratore di dargli &apos;read = call,agent&apos; in manager.conf e di ricaricare il manager.</translation>
    </message>
    <message>
        <source>No host named {detail} is found. Check the server.</source>
        <translation>Nessun server trovato con il nome {detail}. Controllare il server.</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>nessun percorso verso l&apos;host</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>spazio esaurito sul disco</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>file o cartella inesistente</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>non è una cartella</translation>
    </message>
    <message>
        <source>Nothing rings there now that you may take.</source>
        <translation>Al momento lì non squilla nulla che si possa prendere.</translation>
    </message>
    <message>
        <source>Nothing was changed: in {where}, {reason}.</source>
        <translation>Nulla è stato modificato: in {where}, {reason}.</translation>
    </message>
    <message>
        <source>Opens the pickup groups</source>
        <translation>Apre i gruppi di Pickup</translation>
    </message>
    <message>
        <source>Opens the preferences</source>
        <translation>Apre le preferenze</translation>
    </message>
    <message>
        <source>Opens the settings</source>
        <translation>Apre le impostazioni</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>permesso negato</translation>
    </message>
    <message>
        <source>Pickup groups</source>
        <translation>Gruppi di Pickup</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>file system in sola lettura</translation>
    </message>
    <message>
        <source>Reads the PBX again</source>
        <translation>Rilegge il centralino</translation>
    </message>
    <message>
        <source>Removes the selected member</source>
        <translation>Rimuove il membro selezionato</translation>
    </message>
    <message>
        <source>Saves the changes</source>
        <translation>Salva le modifiche</translation>
    </message>
    <message>
        <source>Selects a call in the list</source>
        <translation>Seleziona una chiamata nell&apos;elenco</translation>
    </message>
    <message>
        <source>Sets or clears a tick</source>
        <translation>Mette o toglie una spunta</translation>
    </message>
    <message>
        <source>Shows these keys</source>
        <translation>Mostra questi tasti</translation>
    </message>
    <message>
        <source>Silences the calls that alert now, or closes a list</source>
        <translation>Interrompe gli avvisi in corso, o chiude un elenco</translation>
    </message>
    <message>
        <source>Somebody else has changed this meanwhile: {what}. Nothing was saved. Look at it again, then try again.</source>
        <translation>Nel frattempo qualcun altro ha modificato: {what}. Nulla è stato salvato. Ricontrollare, poi riprovare.</translation>
    </message>
    <message>
        <source>Somebody else was faster and took {caller}.</source>
        <translation>Qualcun altro ha già preso la chiamata di {caller}.</translation>
    </message>
    <message>
        <source>Takes the call that the large button names</source>
        <translation>Prende la chiamata indicata dal pulsante grande</translation>
    </message>
    <message>
        <source>Takes the most recent call of your first group</source>
        <translation>Prende la chiamata più recente del primo gruppo</translation>
    </message>
    <message>
        <source>Takes the most recent call of your fourth group</source>
        <translation>Prende la chiamata più recente del quarto gruppo</translation>
    </message>
    <message>
        <source>Takes the most recent call of your second group</source>
        <translation>Prende la chiamata più recente del secondo gruppo</translation>
    </message>
    <message>
        <source>Takes the most recent call of your third group</source>
        <translation>Prende la chiamata più recente del terzo gruppo</translation>
    </message>
    <message>
        <source>Takes the selected call</source>
        <translation>Prende la chiamata selezionata</translation>
    </message>
    <message>
        <source>That is not in your pickup groups, so you may not take it.</source>
        <translation>La chiamata non appartiene ai propri gruppi di Pickup: non è consentito prenderla.</translation>
    </message>
    <message>
        <source>The PBX accepts the connection and says nothing. It is overloaded, or the network is slow. If it never worked, check port and TLS.</source>
        <translation>Il centralino accetta la connessione e non risponde. È sovraccarico, o la rete è lenta. Se non ha mai funzionato, controllare porta e TLS.</translation>
    </message>
    <message>
        <source>The PBX cannot be reached ({detail}). Check server, port and network.</source>
        <translation>Il centralino non è raggiungibile ({detail}). Controllare server, porta e rete.</translation>
    </message>
    <message>
        <source>The PBX does not answer ({detail}). Check the network; or it is overloaded, or waits for a database that is down.</source>
        <translation>Il centralino non risponde ({detail}). Controllare la rete; oppure è sovraccarico, o aspetta un database che non funziona.</translation>
    </message>
    <message>
        <source>The PBX gave you no call. Nothing rings there that you may take, or somebody was faster.</source>
        <translation>Il centralino non ha passato nessuna chiamata: lì non squilla nulla che si possa prendere, oppure qualcuno è stato più veloce.</translation>
    </message>
    <message>
        <source>The PBX has the extension {detail} by another name ({others}). Set both in {file}, as &apos;extension&apos; and &apos;endpoint&apos;.</source>
        <translation>Il centralino ha l&apos;interno {detail} con un altro nome ({others}). Indicarli entrambi in {file}, come &apos;extension&apos; e &apos;endpoint&apos;.</translation>
    </message>
    <message>
        <source>The PBX knows no extension {detail}. Check the number; or if the phone has another name there, set both in {file}, as &apos;extension&apos; and &apos;endpoint&apos;.</source>
        <translation>Il centralino non conosce l&apos;interno {detail}. Controllare il numero; oppure, se lì il telefono ha un altro nome, indicarli entrambi in {file}, come &apos;extension&apos; e &apos;endpoint&apos;.</translation>
    </message>
    <message>
        <source>The PBX lacks the pickup codes of this Cornetta: your phone was not rung. Ask the administrator to run &apos;cornetta provision&apos; and to include what it writes.</source>
        <translation>Il centralino non ha i codici di questa versione di Cornetta: il telefono non ha squillato. Chiedere all&apos;amministratore di eseguire &apos;cornetta provision&apos; e di includere ciò che scrive.</translation>
    </message>
    <message>
        <source>The PBX lets this account log in only once, and it is logged in already. Close the other program, or ask the administrator for &apos;allowmultiplelogin = yes&apos; in manager.conf.</source>
        <translation>Il centralino fa accedere questo account una volta sola, e l&apos;accesso è già in uso. Chiudere l&apos;altro programma, o chiedere all&apos;amministratore &apos;allowmultiplelogin = yes&apos; in manager.conf.</translation>
    </message>
    <message>
        <source>The PBX refused &apos;{action}&apos; ({reason}). Ask the administrator for an account that may do it.</source>
        <translation>Il centralino ha rifiutato &apos;{action}&apos; ({reason}). Chiedere all&apos;amministratore un account che possa farlo.</translation>
    </message>
    <message>
        <source>The PBX refused a change ({step}: {reason}). All is as it was before.</source>
        <translation>Il centralino ha rifiutato una modifica ({step}: {reason}). Tutto è come prima.</translation>
    </message>
    <message>
        <source>The PBX refused the login. Check the account and the secret, and the network that this computer is in.</source>
        <translation>Il centralino ha rifiutato l&apos;accesso. Controllare l&apos;account, la password e la rete in cui si trova questo computer.</translation>
    </message>
    <message>
        <source>The PBX shuts down or restarts as soon as its calls are over.</source>
        <translation>Il centralino si spegne, o si riavvia, appena le sue chiamate sono finite.</translation>
    </message>
    <message>
        <source>The PBX tells of no call that you took. Look at your phone: is it on, free, and has it dialled?</source>
        <translation>Il centralino non segnala nessuna chiamata presa. Guardare il telefono: è acceso, libero, e ha composto il codice?</translation>
    </message>
    <message>
        <source>The PBX&apos;s certificate cannot be trusted ({detail}).</source>
        <translation>Il certificato del centralino non è attendibile ({detail}).</translation>
    </message>
    <message>
        <source>The PBX&apos;s certificate has expired. Ask the administrator to renew it, and check this computer&apos;s clock.</source>
        <translation>Il certificato del centralino è scaduto. Chiedere all&apos;amministratore di rinnovarlo e controllare l&apos;orologio di questo computer.</translation>
    </message>
    <message>
        <source>The PBX&apos;s certificate is of an authority that this computer does not know ({detail}). Name the file of its CA in {file}, as &apos;ca_file&apos;.</source>
        <translation>Il certificato del centralino è di un&apos;autorità che questo computer non conosce ({detail}). Indicare il file della sua CA in {file}, come &apos;ca_file&apos;.</translation>
    </message>
    <message>
        <source>The PBX&apos;s certificate is of another host ({detail}). Set the server to a name that is in the certificate.</source>
        <translation>Il certificato del centralino è di un altro host ({detail}). Indicare come server un nome che sia nel certificato.</translation>
    </message>
    <message>
        <source>The account {username} may not change pickup groups ({detail}). Use one that has &apos;write = config,reporting,system&apos; in manager.conf.</source>
        <translation>L&apos;account {username} non può modificare i gruppi di Pickup ({detail}). Usarne uno che abbia &apos;write = config,reporting,system&apos; in manager.conf.</translation>
    </message>
    <message>
        <source>The environment variable &apos;{name}&apos; is none of Cornetta&apos;s.</source>
        <translation>La variabile d&apos;ambiente &apos;{name}&apos; non è tra quelle di Cornetta.</translation>
    </message>
    <message>
        <source>The file {origin} {reason}.</source>
        <translation>Il file {origin} {reason}.</translation>
    </message>
    <message>
        <source>The file {path} {reason}.</source>
        <translation>Il file {path} {reason}.</translation>
    </message>
    <message>
        <source>The link to the PBX is lost. Look at your phone before you try again.</source>
        <translation>Il collegamento con il centralino è interrotto. Guardare il telefono prima di riprovare.</translation>
    </message>
    <message>
        <source>The secret could not be kept: {reason}.</source>
        <translation>Non è stato possibile conservare la password: {reason}.</translation>
    </message>
    <message>
        <source>The setting &apos;{key}&apos; {reason} ({origin}).</source>
        <translation>L&apos;impostazione &apos;{key}&apos; {reason} ({origin}).</translation>
    </message>
    <message>
        <source>The setting &apos;{key}&apos; {reason}.</source>
        <translation>L&apos;impostazione &apos;{key}&apos; {reason}.</translation>
    </message>
    <message>
        <source>The settings file has &apos;{name}&apos;, which is not a setting.</source>
        <translation>Nel file delle impostazioni c&apos;è &apos;{name}&apos;, che non è un&apos;impostazione.</translation>
    </message>
    <message>
        <source>The sound device {device} is not there, or is busy. You hear the alerts on the usual one.</source>
        <translation>Il dispositivo audio {device} non c&apos;è, oppure è occupato. Gli avvisi si sentono su quello abituale.</translation>
    </message>
    <message>
        <source>The sound file {path} cannot be played ({reason}). You hear the usual one.</source>
        <translation>Il file audio {path} non si può riprodurre ({reason}). Si sente il suono abituale.</translation>
    </message>
    <message>
        <source>The {what} {reason}.</source>
        <translation>{what}: {reason}.</translation>
    </message>
    <message>
        <source>This account dials codes to take calls, and no code has letters. Name a number, or take the most recent call of all your groups.</source>
        <translation>Questo account prende le chiamate componendo codici, e nessun codice contiene lettere. Indicare un numero, o prendere la chiamata più recente di tutti i gruppi.</translation>
    </message>
    <message>
        <source>This account dials codes to take calls, and no code means {caller} alone. Take the most recent call, or ask the administrator for the right &apos;originate&apos;.</source>
        <translation>Questo account prende le chiamate componendo codici, e nessun codice indica soltanto {caller}. Prendere la chiamata più recente, o chiedere all&apos;amministratore il diritto &apos;originate&apos;.</translation>
    </message>
    <message>
        <source>This account may not run &apos;{detail}&apos;. Ask the administrator for the right &apos;reporting&apos;.</source>
        <translation>Questo account non può eseguire &apos;{detail}&apos;. Chiedere all&apos;amministratore il diritto &apos;reporting&apos;.</translation>
    </message>
    <message>
        <source>This account may not take that call. Ask the administrator for the right &apos;originate&apos;, or to set up your softphone.</source>
        <translation>Questo account non può prendere la chiamata. Chiedere all&apos;amministratore il diritto &apos;originate&apos; o di configurare il softphone.</translation>
    </message>
    <message>
        <source>This computer plays no sound. Alerts are shown, but cannot be heard.</source>
        <translation>Questo computer non riproduce suoni. Gli avvisi si vedono, ma non si sentono.</translation>
    </message>
    <message>
        <source>This computer slept, or was too busy, for {span}.</source>
        <translation>Questo computer è stato sospeso o sovraccarico per {span}.</translation>
    </message>
    <message>
        <source>Turns window into strip, and back</source>
        <translation>Passa dalla finestra alla striscia e viceversa</translation>
    </message>
    <message>
        <source>Unknown caller</source>
        <translation>Chiamante sconosciuto</translation>
    </message>
    <message>
        <source>What answers there is not an Asterisk manager ({detail}). Check server, port and TLS.</source>
        <translation>Chi risponde non è un manager di Asterisk ({detail}). Controllare server, porta e TLS.</translation>
    </message>
    <message>
        <source>What rang before {clock} is not shown, as this account may not ask for it.</source>
        <translation>Ciò che squillava prima delle {clock} non è mostrato: questo account non può chiederlo.</translation>
    </message>
    <message>
        <source>You took {caller} from {desk}.</source>
        <translation>Presa la chiamata di {caller} da {desk}.</translation>
    </message>
    <message>
        <source>Your phone answered, but the PBX did not put {caller} through. If that happens each time, ask the administrator: the PBX&apos;s log says why.</source>
        <translation>Il telefono ha risposto, ma il centralino non ha passato {caller}. Se succede ogni volta, avvisare l&apos;amministratore: il registro del centralino dice perché.</translation>
    </message>
    <message>
        <source>Your phone did not take it. Check that it is on, free, and set to answer automatically.</source>
        <translation>Il telefono non ha preso la chiamata. Controllare che sia acceso, libero e impostato per la risposta automatica.</translation>
    </message>
    <message>
        <source>[{section}] is missing</source>
        <translation>manca [{section}]</translation>
    </message>
    <message>
        <source>[{section}] of type endpoint stands twice in pjsip.conf</source>
        <translation>[{section}] di tipo endpoint compare due volte in pjsip.conf</translation>
    </message>
    <message>
        <source>[{section}] of type {type} stands twice</source>
        <translation>[{section}] di tipo {type} compare due volte</translation>
    </message>
    <message>
        <source>[{section}] of type {type} was not there</source>
        <translation>[{section}] di tipo {type} non c&apos;era</translation>
    </message>
    <message>
        <source>[{section}] of type {type}: {option} is nothing in place of {wanted}</source>
        <translation>[{section}] di tipo {type}: {option} è assente invece di {wanted}</translation>
    </message>
    <message>
        <source>[{section}] of type {type}: {option} is {has} in place of nothing</source>
        <translation>[{section}] di tipo {type}: {option} è {has} invece di assente</translation>
    </message>
    <message>
        <source>[{section}] of type {type}: {option} is {has} in place of {wanted}</source>
        <translation>[{section}] di tipo {type}: {option} è {has} invece di {wanted}</translation>
    </message>
    <message>
        <source>a message without end</source>
        <translation>un messaggio senza fine</translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation>e ancora {number}</translation>
    </message>
    <message>
        <source>answered by {by}</source>
        <translation>risposta da {by}</translation>
    </message>
    <message>
        <source>answered elsewhere</source>
        <translation>risposta altrove</translation>
    </message>
    <message>
        <source>caller gave up</source>
        <translation>il chiamante ha riagganciato</translation>
    </message>
    <message>
        <source>cannot be read: {why}</source>
        <translation>non si può leggere: {why}</translation>
    </message>
    <message>
        <source>cannot be saved: {why}</source>
        <translation>non si può salvare: {why}</translation>
    </message>
    <message>
        <source>cannot be written ({why})</source>
        <translation>non si può scrivere ({why})</translation>
    </message>
    <message>
        <source>cannot be written ({why}); the PBX has been changed all the same</source>
        <translation>non si può scrivere ({why}); il centralino è stato comunque modificato</translation>
    </message>
    <message>
        <source>certificate has expired</source>
        <translation>il certificato è scaduto</translation>
    </message>
    <message>
        <source>certificate is not yet valid</source>
        <translation>il certificato non è ancora valido</translation>
    </message>
    <message>
        <source>certificate is not yet valid or the system clock is incorrect</source>
        <translation>il certificato non è ancora valido, o l&apos;orologio di sistema è sbagliato</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>chiusa</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>riga di comando</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>terminata</translation>
    </message>
    <message>
        <source>environment variable {variable}</source>
        <translation>variabile d&apos;ambiente {variable}</translation>
    </message>
    <message>
        <source>exists already</source>
        <translation>esiste già</translation>
    </message>
    <message>
        <source>extension</source>
        <translation>Interno</translation>
    </message>
    <message>
        <source>forwarded</source>
        <translation>deviata</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppo</translation>
    </message>
    <message>
        <source>group {number}: new, {new}</source>
        <translation>gruppo {number}: nuovo, {new}</translation>
    </message>
    <message>
        <source>group {number}: removed (was {old})</source>
        <translation>gruppo {number}: rimosso (era {old})</translation>
    </message>
    <message>
        <source>group {number}: {old} becomes {new}</source>
        <translation>gruppo {number}: {old} diventa {new}</translation>
    </message>
    <message>
        <source>has characters that cannot be shown</source>
        <translation>contiene caratteri che non si possono mostrare</translation>
    </message>
    <message>
        <source>has more than {most} characters</source>
        <translation>ha più di {most} caratteri</translation>
    </message>
    <message>
        <source>holds a line end or another invisible character: {value}</source>
        <translation>contiene una fine di riga o un altro carattere invisibile: {value}</translation>
    </message>
    <message>
        <source>is a pipe or a device; name an ordinary file</source>
        <translation>è una pipe o un dispositivo; indicare un file normale</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>manca</translation>
    </message>
    <message>
        <source>is not a setting of Cornetta</source>
        <translation>non è un&apos;impostazione di Cornetta</translation>
    </message>
    <message>
        <source>is not set</source>
        <translation>manca</translation>
    </message>
    <message>
        <source>is not set; first say which numbers groups may have, such as 5XX</source>
        <translation>non è indicata; indicare prima quali numeri possono avere i gruppi, ad esempio 5XX</translation>
    </message>
    <message>
        <source>is not set; give --{option}, set {variable}, or run cornetta to set it up</source>
        <translation>manca; indicare --{option}, impostare {variable} o avviare cornetta per configurarla</translation>
    </message>
    <message>
        <source>is not valid TOML and cannot be renamed: {why}; move it away</source>
        <translation>non è TOML valido e non si può rinominare: {why}; spostarlo</translation>
    </message>
    <message>
        <source>is not valid TOML: {why}; fix it or move it away</source>
        <translation>non è TOML valido: {why}; correggerlo o spostarlo</translation>
    </message>
    <message>
        <source>is picked up in {group}</source>
        <translation>le chiamate sono prendibili in {group}</translation>
    </message>
    <message>
        <source>it did not write all of it; so it does with phones that a program makes (#exec): change their groups there</source>
        <translation>non ha scritto tutto; fa così con i telefoni creati da un programma (#exec): cambiarne i gruppi lì</translation>
    </message>
    <message>
        <source>it does not speak TLS</source>
        <translation>non parla TLS</translation>
    </message>
    <message>
        <source>it is not in UTF-8</source>
        <translation>non è in UTF-8</translation>
    </message>
    <message>
        <source>it is not valid for &apos;{host}&apos;</source>
        <translation>non vale per &apos;{host}&apos;</translation>
    </message>
    <message>
        <source>it is shutting down</source>
        <translation>si sta spegnendo</translation>
    </message>
    <message>
        <source>it says {words}</source>
        <translation>dice {words}</translation>
    </message>
    <message>
        <source>it wrote something else</source>
        <translation>ha scritto altro</translation>
    </message>
    <message>
        <source>its authority has expired itself; ask the administrator to renew that, and check this computer&apos;s clock</source>
        <translation>la sua CA è scaduta; chiedere all&apos;amministratore di rinnovarla, e controllare l&apos;orologio di questo computer</translation>
    </message>
    <message>
        <source>may pick up from {group}</source>
        <translation>può prendere da {group}</translation>
    </message>
    <message>
        <source>must be &quot;auto&quot;, &quot;leg&quot;, &quot;dialplan&quot; or &quot;softphone&quot;</source>
        <translation>deve essere &quot;auto&quot;, &quot;leg&quot;, &quot;dialplan&quot; o &quot;softphone&quot;</translation>
    </message>
    <message>
        <source>must be &quot;system&quot;, &quot;en&quot; or &quot;it&quot;</source>
        <translation>deve essere &quot;system&quot;, &quot;en&quot; o &quot;it&quot;</translation>
    </message>
    <message>
        <source>must be 1 to 4 of 0-9 * #, not &apos;{text}&apos;</source>
        <translation>deve avere da 1 a 4 caratteri tra 0-9 * #, non &apos;{text}&apos;</translation>
    </message>
    <message>
        <source>must be 1 to 4 of the characters 0-9 * #</source>
        <translation>deve avere da 1 a 4 caratteri tra 0-9 * #</translation>
    </message>
    <message>
        <source>must be 1 to {places} digits with at least one X, such as 5XX, not &apos;{text}&apos;</source>
        <translation>deve avere da 1 a {places} cifre con almeno una X, ad esempio 5XX, non &apos;{text}&apos;</translation>
    </message>
    <message>
        <source>must be a choice of &quot;call-info&quot; and &quot;alert-info&quot;, or none of them</source>
        <translation>deve essere una scelta tra &quot;call-info&quot; e &quot;alert-info&quot;, anche nessuno dei due</translation>
    </message>
    <message>
        <source>must be a list of pickup groups, each such as &quot;501 Support&quot;, or &quot;#0&quot; to &quot;#63&quot; for a numeric one</source>
        <translation>deve essere un elenco di gruppi di Pickup, ciascuno ad esempio &quot;501 Support&quot;, oppure da &quot;#0&quot; a &quot;#63&quot; per un gruppo numerico</translation>
    </message>
    <message>
        <source>must be a number of seconds from 0 to 3600</source>
        <translation>deve essere un numero di secondi da 0 a 3600</translation>
    </message>
    <message>
        <source>must be a phone&apos;s number, such as 101: up to 32 of the characters A-Z a-z 0-9 * # + _ . -</source>
        <translation>deve essere il numero di un telefono, ad esempio 101: al massimo 32 caratteri tra A-Z a-z 0-9 * # + _ . -</translation>
    </message>
    <message>
        <source>must be a table of its own</source>
        <translation>deve essere una tabella a sé</translation>
    </message>
    <message>
        <source>must be a text between quotes</source>
        <translation>deve essere un testo tra virgolette</translation>
    </message>
    <message>
        <source>must be a time such as &quot;22:00&quot;, or &quot;&quot; for none</source>
        <translation>deve essere un&apos;ora, ad esempio &quot;22:00&quot;, o &quot;&quot; per nessuna</translation>
    </message>
    <message>
        <source>must be a whole number from 0 to 100</source>
        <translation>deve essere un numero intero da 0 a 100</translation>
    </message>
    <message>
        <source>must be a whole number from 1 to 1000</source>
        <translation>deve essere un numero intero da 1 a 1000</translation>
    </message>
    <message>
        <source>must be a whole number from 1 to 65535, or 0 for the usual port</source>
        <translation>deve essere un numero intero da 1 a 65535, oppure 0 per la porta predefinita</translation>
    </message>
    <message>
        <source>must be a whole number of seconds from 1 to 60</source>
        <translation>deve essere un numero intero di secondi da 1 a 60</translation>
    </message>
    <message>
        <source>must be keys such as &quot;Ctrl+Shift+F9&quot;, or &quot;&quot; for none</source>
        <translation>deve indicare tasti, ad esempio &quot;Ctrl+Shift+F9&quot;, o &quot;&quot; per nessuno</translation>
    </message>
    <message>
        <source>must be only an endpoint&apos;s name, such as desk-101 without PJSIP/: up to 80 of the characters A-Z a-z 0-9 * # + _ . @ -</source>
        <translation>deve essere soltanto il nome di un endpoint, ad esempio desk-101 senza PJSIP/: al massimo 80 caratteri tra A-Z a-z 0-9 * # + _ . @ -</translation>
    </message>
    <message>
        <source>must be only the PBX&apos;s name or address, such as pbx.example.com (the port is a setting of its own)</source>
        <translation>deve essere soltanto il nome o l&apos;indirizzo del centralino, ad esempio pbx.example.com (la porta è un&apos;impostazione a parte)</translation>
    </message>
    <message>
        <source>must be system, none, or a command with {{address}} or {{number}} in it</source>
        <translation>deve essere system, none o un comando che contiene {{address}} o {{number}}</translation>
    </message>
    <message>
        <source>must be the path of a PEM file</source>
        <translation>deve essere il percorso di un file PEM</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>deve essere true o false</translation>
    </message>
    <message>
        <source>must be up to {most} characters without spaces around them</source>
        <translation>deve avere al massimo {most} caratteri, senza spazi intorno</translation>
    </message>
    <message>
        <source>must not be in a file: remove that line; the secret lives in the system keyring, or for one run in {variable}</source>
        <translation>non deve stare in un file: togliere quella riga; la password si conserva nel portachiavi di sistema o, per una sola esecuzione, in {variable}</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>no answer to {action} within {seconds} s</source>
        <translation>nessuna risposta a {action} entro {seconds} s</translation>
    </message>
    <message>
        <source>no answer within {seconds} s</source>
        <translation>nessuna risposta entro {seconds} s</translation>
    </message>
    <message>
        <source>no encryption was agreed on: {words}</source>
        <translation>nessuna cifratura concordata: {words}</translation>
    </message>
    <message>
        <source>no greeting</source>
        <translation>nessun saluto</translation>
    </message>
    <message>
        <source>no longer in pjsip.conf (if nobody took them out, put a copy of it back): {phones}</source>
        <translation>non più in pjsip.conf (se nessuno li ha tolti, ripristinarne una copia): {phones}</translation>
    </message>
    <message>
        <source>no longer is picked up in {group}</source>
        <translation>le chiamate non sono più prendibili in {group}</translation>
    </message>
    <message>
        <source>no longer may pick up from {group}</source>
        <translation>non può più prendere da {group}</translation>
    </message>
    <message>
        <source>no name server answers</source>
        <translation>nessun server dei nomi risponde</translation>
    </message>
    <message>
        <source>no sound that can be played</source>
        <translation>nessun suono che si possa riprodurre</translation>
    </message>
    <message>
        <source>nobody answered</source>
        <translation>nessuna risposta</translation>
    </message>
    <message>
        <source>none can be taken back</source>
        <translation>nessun salvataggio si può annullare</translation>
    </message>
    <message>
        <source>none was cut off</source>
        <translation>nessun salvataggio è rimasto interrotto</translation>
    </message>
    <message>
        <source>not an Asterisk manager</source>
        <translation>non è un manager Asterisk</translation>
    </message>
    <message>
        <source>nothing can be read: chan_pjsip is not loaded, or not yet</source>
        <translation>non si può leggere nulla: chan_pjsip non è caricato, o non ancora</translation>
    </message>
    <message>
        <source>nothing can be read: {why} (the PBX&apos;s log tells more)</source>
        <translation>non si può leggere nulla: {why} (il registro del centralino dice di più)</translation>
    </message>
    <message>
        <source>nothing can be read; look at it, or remove it</source>
        <translation>non si può leggere nulla; controllarlo o rimuoverlo</translation>
    </message>
    <message>
        <source>nothing can be written: {why}</source>
        <translation>non si può scrivere nulla: {why}</translation>
    </message>
    <message>
        <source>nothing can be written: {why} (the PBX&apos;s log tells more)</source>
        <translation>non si può scrivere nulla: {why} (il registro del centralino dice di più)</translation>
    </message>
    <message>
        <source>nothing listens on {host} port {port}</source>
        <translation>nulla è in ascolto su {host} porta {port}</translation>
    </message>
    <message>
        <source>nothing listens on {host} port {port}, where TLS is expected</source>
        <translation>nulla è in ascolto su {host} porta {port}, dove ci si aspetta TLS</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Numero</translation>
    </message>
    <message>
        <source>pjsip.conf of the PBX</source>
        <translation>pjsip.conf del centralino</translation>
    </message>
    <message>
        <source>range</source>
        <translation>Numerazione dei gruppi</translation>
    </message>
    <message>
        <source>range: new, {new}</source>
        <translation>numerazione: nuova, {new}</translation>
    </message>
    <message>
        <source>range: removed (was {old})</source>
        <translation>numerazione: rimossa (era {old})</translation>
    </message>
    <message>
        <source>range: {old} becomes {new}</source>
        <translation>numerazione: {old} diventa {new}</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>rifiutata</translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>certificato autofirmato</translation>
    </message>
    <message>
        <source>self-signed certificate in certificate chain</source>
        <translation>certificato autofirmato nella catena dei certificati</translation>
    </message>
    <message>
        <source>service code</source>
        <translation>Codice di servizio</translation>
    </message>
    <message>
        <source>service code: new, {new}</source>
        <translation>codice di servizio: nuovo, {new}</translation>
    </message>
    <message>
        <source>service code: removed (was {old})</source>
        <translation>codice di servizio: rimosso (era {old})</translation>
    </message>
    <message>
        <source>service code: {old} becomes {new}</source>
        <translation>codice di servizio: {old} diventa {new}</translation>
    </message>
    <message>
        <source>so it does on a full disk: before it reads pjsip.conf again, put a copy of it back</source>
        <translation>lo fa con il disco pieno: prima che rilegga pjsip.conf, ripristinarne una copia</translation>
    </message>
    <message>
        <source>so it does with a phone of an included file: give it there the lines &apos;named_call_group =&apos; and &apos;named_pickup_group =&apos;, or move it into pjsip.conf</source>
        <translation>così fa con un telefono di un file incluso: dargli lì le righe &apos;named_call_group =&apos; e &apos;named_pickup_group =&apos;, o spostarlo in pjsip.conf</translation>
    </message>
    <message>
        <source>so it does with what is included by a pattern (*.conf): before it reads it again, put a copy of these files back</source>
        <translation>lo fa con ciò che è incluso con un modello (*.conf): prima che lo rilegga, ripristinare una copia di questi file</translation>
    </message>
    <message>
        <source>sorcery.conf of the PBX</source>
        <translation>sorcery.conf del centralino</translation>
    </message>
    <message>
        <source>taken by somebody</source>
        <translation>presa da qualcuno</translation>
    </message>
    <message>
        <source>taken by {by}</source>
        <translation>presa da {by}</translation>
    </message>
    <message>
        <source>that {variable} names does not exist</source>
        <translation>indicato da {variable} non esiste</translation>
    </message>
    <message>
        <source>the CA file {path} cannot be read: {why}</source>
        <translation>il file della CA {path} non si può leggere: {why}</translation>
    </message>
    <message>
        <source>the CA file {path} holds no PEM certificate</source>
        <translation>il file della CA {path} non contiene alcun certificato PEM</translation>
    </message>
    <message>
        <source>the PBX closed the connection</source>
        <translation>il centralino ha chiuso la connessione</translation>
    </message>
    <message>
        <source>the PBX does not take its file over for {phone}; it may have it from elsewhere, or keep it in a cache, as its sorcery.conf says</source>
        <translation>il centralino non riprende il suo file per {phone}; forse lo ha da un&apos;altra parte, o lo tiene in una cache, come dice il suo sorcery.conf</translation>
    </message>
    <message>
        <source>the PBX has no phone {phone}; its log tells what is wrong in pjsip.conf</source>
        <translation>il centralino non ha il telefono {phone}; il suo registro dice che cosa non va in pjsip.conf</translation>
    </message>
    <message>
        <source>the PBX no longer knows {phone}</source>
        <translation>il centralino non conosce più {phone}</translation>
    </message>
    <message>
        <source>the database &apos;{table}&apos; is named for the phones, and tells of none: it may be down; if it has none, take it out there</source>
        <translation>per i telefoni è indicato il database &apos;{table}&apos;, che non ne indica nessuno: forse non funziona; se non ne ha, toglierlo da lì</translation>
    </message>
    <message>
        <source>the database of the PBX</source>
        <translation>database del centralino</translation>
    </message>
    <message>
        <source>the saves of this computer</source>
        <translation>questo computer</translation>
    </message>
    <message>
        <source>the session has ended</source>
        <translation>la sessione è terminata</translation>
    </message>
    <message>
        <source>the system keyring did not answer within {seconds} s; unlock it and try again</source>
        <translation>il portachiavi di sistema non ha risposto entro {seconds} s; sbloccarlo e riprovare</translation>
    </message>
    <message>
        <source>the system keyring failed ({kind})</source>
        <translation>il portachiavi di sistema ha dato un errore ({kind})</translation>
    </message>
    <message>
        <source>the system keyring has not answered since it was last asked; unlock it</source>
        <translation>il portachiavi di sistema non ha ancora risposto all&apos;ultima richiesta; sbloccarlo</translation>
    </message>
    <message>
        <source>the system keyring is locked; unlock it and try again</source>
        <translation>il portachiavi di sistema è bloccato; sbloccarlo e riprovare</translation>
    </message>
    <message>
        <source>the system keyring took the secret but does not give it back</source>
        <translation>il portachiavi di sistema ha accettato la password ma non la restituisce</translation>
    </message>
    <message>
        <source>there is no {number} now</source>
        <translation>{number} non c&apos;è più</translation>
    </message>
    <message>
        <source>this computer stood still for {seconds} s</source>
        <translation>questo computer è rimasto fermo per {seconds} s</translation>
    </message>
    <message>
        <source>this desktop has no system keyring</source>
        <translation>questo desktop non ha un portachiavi di sistema</translation>
    </message>
    <message>
        <source>unable to get local issuer certificate</source>
        <translation>non si trova il certificato di chi l&apos;ha emesso</translation>
    </message>
    <message>
        <source>was not valid TOML; it is kept as {path}</source>
        <translation>non era TOML valido; è conservato come {path}</translation>
    </message>
    <message>
        <source>what stood between comment marks (;--) counts again once written: before it reads pjsip.conf again, take it out</source>
        <translation>ciò che era tra i segni di commento (;--) vale di nuovo, una volta scritto: toglierlo prima che rilegga pjsip.conf</translation>
    </message>
    <message>
        <source>{by} was faster and took {caller}. Nothing to do.</source>
        <translation>{by} ha già preso la chiamata di {caller}. Non c&apos;è nulla da fare.</translation>
    </message>
    <message>
        <source>{caller} gave up before you got it.</source>
        <translation>{caller} ha riagganciato prima che la chiamata fosse presa.</translation>
    </message>
    <message>
        <source>{desk} stopped ringing before you got {caller}. Take it if it still rings.</source>
        <translation>{desk} ha smesso di squillare prima che la chiamata di {caller} fosse presa. Prenderla se squilla ancora.</translation>
    </message>
    <message>
        <source>{extensions} would stay in {number}</source>
        <translation>{extensions} resterebbero in {number}</translation>
    </message>
    <message>
        <source>{group} is not in {range}</source>
        <translation>{group} non è in {range}</translation>
    </message>
    <message>
        <source>{key} {reason}.</source>
        <translation>{key} {reason}.</translation>
    </message>
    <message>
        <source>{name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>{name} ({phone_number})</source>
        <translation>{name} ({phone_number})</translation>
    </message>
    <message>
        <source>{number} begins with the service code</source>
        <translation>{number} comincia con il codice di servizio</translation>
    </message>
    <message>
        <source>{number} does not exist</source>
        <translation>{number} non esiste</translation>
    </message>
    <message>
        <source>{number} does not exist; these do: {known}</source>
        <translation>{number} non esiste; ci sono: {known}</translation>
    </message>
    <message>
        <source>{number} is called {name} now</source>
        <translation>{number} ora si chiama {name}</translation>
    </message>
    <message>
        <source>{number} is in use on the PBX, by a group without a name; on the PBX, &apos;database put pickup/group&apos; gives it one</source>
        <translation>{number} è già in uso sul centralino, da un gruppo senza nome; sul centralino, &apos;database put pickup/group&apos; gliene dà uno</translation>
    </message>
    <message>
        <source>{number} is in use on the PBX, by a numeric group</source>
        <translation>{number} è già in uso sul centralino, da un gruppo numerico</translation>
    </message>
    <message>
        <source>{number} is not in the range {range}</source>
        <translation>{number} non è nella numerazione {range}</translation>
    </message>
    <message>
        <source>{number} is one of several: {known}; name one of these</source>
        <translation>{number} è ambiguo: {known}; indicarne uno</translation>
    </message>
    <message>
        <source>{number} is taken by {name}</source>
        <translation>{number} è già di {name}</translation>
    </message>
    <message>
        <source>{phone_number}</source>
        <translation>{phone_number}</translation>
    </message>
    <message>
        <source>{phone} is kept elsewhere than in pjsip.conf, so it must be changed there</source>
        <translation>{phone} è definito altrove, non in pjsip.conf, quindi va modificato lì</translation>
    </message>
    <message>
        <source>{phone}: {changes}</source>
        <translation>{phone}: {changes}</translation>
    </message>
    <message>
        <source>{range} covers the extensions {extensions}</source>
        <translation>{range} comprende gli interni {extensions}</translation>
    </message>
    <message>
        <source>{range} has no free number left</source>
        <translation>in {range} non ci sono più numeri liberi</translation>
    </message>
    <message>
        <source>{range} leaves out {groups}</source>
        <translation>{range} lascia fuori {groups}</translation>
    </message>
    <message>
        <source>{range} needs --yes, since extensions have such numbers: {extensions}</source>
        <translation>{range} richiede --yes, perché ci sono interni con questi numeri: {extensions}</translation>
    </message>
    <message>
        <source>{rule}, not {value}</source>
        <translation>{rule}, non {value}</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{who} is in {count} groups already; Asterisk cannot tell of more groups</source>
        <translation>{who} è già in {count} gruppi; Asterisk non sa indicarne altri</translation>
    </message>
    <message>
        <source>{why} (at line {line}, column {column})</source>
        <translation>{why} (riga {line}, colonna {column})</translation>
    </message>
</context>
<context>
    <name>AdminLoginDialog</name>
    <message>
        <source>&amp;Account</source>
        <translation>&amp;Account</translation>
    </message>
    <message>
        <source>&amp;Keep it in the system keyring</source>
        <translation>&amp;Conserva nel portachiavi di sistema</translation>
    </message>
    <message>
        <source>&amp;Log in</source>
        <translation>Acce&amp;di</translation>
    </message>
    <message>
        <source>&amp;Secret</source>
        <translation>Pass&amp;word (secret)</translation>
    </message>
    <message>
        <source>&amp;This session only</source>
        <translation>Solo per &amp;questa sessione</translation>
    </message>
    <message>
        <source>Account and secret are both needed.</source>
        <translation>Servono sia l&apos;account sia la password.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Amministratore</translation>
    </message>
    <message>
        <source>Pickup groups are changed with an administrator&apos;s account on {pbx}. In manager.conf it needs: write = config,reporting,system</source>
        <translation>I gruppi di Pickup si modificano con un account di amministratore su {pbx}. In manager.conf gli occorre: write = config,reporting,system</translation>
    </message>
</context>
<context>
    <name>Alerting</name>
    <message>
        <source>Link lost: nothing can be taken now.</source>
        <translation>Collegamento interrotto: ora non si può prendere nulla.</translation>
    </message>
    <message>
        <source>rings at your phone</source>
        <translation>squilla anche su questo telefono</translation>
    </message>
</context>
<context>
    <name>AlertsPage</name>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>&amp;Attention in the taskbar</source>
        <translation>Richiamo nella barra delle &amp;applicazioni</translation>
    </message>
    <message>
        <source>&amp;I am on duty here: alert at once</source>
        <translation>&amp;Qui sono di turno: avvisa subito</translation>
    </message>
    <message>
        <source>&amp;Number of calls on the tray icon</source>
        <translation>Numero di chiamate nell&apos;area di no&amp;tifica</translation>
    </message>
    <message>
        <source>&amp;Pop-up in the corner of the screen</source>
        <translation>Finestrella &amp;nell&apos;angolo dello schermo</translation>
    </message>
    <message>
        <source>A&amp;mber after</source>
        <translation>A&amp;mbra dopo</translation>
    </message>
    <message>
        <source>Alert when it has rung &amp;for</source>
        <translation>Avvisa quand&amp;o squilla da</translation>
    </message>
    <message>
        <source>Fo&amp;r</source>
        <translation>Vale p&amp;er</translation>
    </message>
    <message>
        <source>Re&amp;d after</source>
        <translation>Rosso &amp;dopo</translation>
    </message>
    <message>
        <source>So&amp;und</source>
        <translation>&amp;Suono</translation>
    </message>
    <message>
        <source>The groups that this is for</source>
        <translation>I gruppi per cui vale</translation>
    </message>
    <message>
        <source>all my groups</source>
        <translation>tutti i miei gruppi</translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>New call: {call}</source>
        <translation>Nuova chiamata: {call}</translation>
    </message>
    <message>
        <source>The alerts are muted</source>
        <translation>Gli avvisi sono silenziati</translation>
    </message>
    <message>
        <source>The alerts can be heard</source>
        <translation>Gli avvisi si sentono di nuovo</translation>
    </message>
    <message>
        <source>The link to {pbx} is back.</source>
        <translation>Il collegamento con {pbx} è ripristinato.</translation>
    </message>
    <message>
        <source>The link to {pbx} is lost. No call can be taken.</source>
        <translation>Il collegamento con {pbx} è interrotto. Non si può prendere nessuna chiamata.</translation>
    </message>
</context>
<context>
    <name>BackToDefault</name>
    <message>
        <source>&amp;Back to default</source>
        <translation>Torna al &amp;predefinito</translation>
    </message>
    <message>
        <source>As the administrator or Cornetta has it.</source>
        <translation>Come stabilito dall&apos;amministratore o da Cornetta.</translation>
    </message>
    <message>
        <source>Your own choice.</source>
        <translation>Scelta personale.</translation>
    </message>
</context>
<context>
    <name>CallCells</name>
    <message>
        <source>Caller</source>
        <translation>Chiamante</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppo</translation>
    </message>
    <message>
        <source>Pick up</source>
        <translation>Prendi</translation>
    </message>
    <message>
        <source>Rings at</source>
        <translation>Squilla su</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Attesa</translation>
    </message>
</context>
<context>
    <name>CallText</name>
    <message>
        <source>rings at {desk} · {groups}</source>
        <translation>squilla su {desk} · {groups}</translation>
    </message>
    <message>
        <source>{caller}, rings at {desk}, {groups}</source>
        <translation>{caller}, squilla su {desk}, {groups}</translation>
    </message>
    <message>
        <source>{desk} (already sends sound)</source>
        <translation>{desk} (trasmette già audio)</translation>
    </message>
    <message>
        <source>{groups} · queue {queue}</source>
        <translation>{groups} · coda {queue}</translation>
    </message>
    <message>
        <source>{groups}, queue {queue}</source>
        <translation>{groups}, coda {queue}</translation>
    </message>
</context>
<context>
    <name>CallsTable</name>
    <message>
        <source>Ringing calls</source>
        <translation>Chiamate che squillano</translation>
    </message>
</context>
<context>
    <name>ChangeText</name>
    <message>
        <source>Groups</source>
        <translation>Gruppi</translation>
    </message>
    <message>
        <source>Groups may have the numbers {new}.</source>
        <translation>La numerazione dei gruppi di Pickup è {new}.</translation>
    </message>
    <message>
        <source>Members of {group}</source>
        <translation>Membri di {group}</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Numerazione</translation>
    </message>
    <message>
        <source>The numbers for groups, {old}, become {new}.</source>
        <translation>La numerazione dei gruppi di Pickup passa da {old} a {new}.</translation>
    </message>
    <message>
        <source>The service code {old} becomes {new}.</source>
        <translation>Il codice di servizio {old} diventa {new}.</translation>
    </message>
    <message>
        <source>is picked up and may pick up.</source>
        <translation>le sue chiamate sono prendibili, e può prendere.</translation>
    </message>
    <message>
        <source>is picked up, may no longer pick up.</source>
        <translation>le sue chiamate sono prendibili, ma non può più prendere.</translation>
    </message>
    <message>
        <source>is picked up.</source>
        <translation>le sue chiamate sono prendibili.</translation>
    </message>
    <message>
        <source>joins: is picked up and may pick up.</source>
        <translation>entra: le sue chiamate sono prendibili, e può prendere.</translation>
    </message>
    <message>
        <source>joins: is picked up, may not pick up.</source>
        <translation>entra: le sue chiamate sono prendibili, ma non può prendere.</translation>
    </message>
    <message>
        <source>joins: may pick up, is not picked up.</source>
        <translation>entra: può prendere, ma le sue chiamate non sono prendibili.</translation>
    </message>
    <message>
        <source>leaves.</source>
        <translation>esce.</translation>
    </message>
    <message>
        <source>may pick up, is no longer picked up.</source>
        <translation>può prendere, ma le sue chiamate non sono più prendibili.</translation>
    </message>
    <message>
        <source>may pick up.</source>
        <translation>può prendere.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nessuna</translation>
    </message>
    <message>
        <source>{group} gets the number {new}.</source>
        <translation>{group} riceve il numero {new}.</translation>
    </message>
    <message>
        <source>{group} is a new group.</source>
        <translation>{group} è un nuovo gruppo.</translation>
    </message>
    <message>
        <source>{group} is called {name} from now on.</source>
        <translation>{group} d&apos;ora in poi si chiama {name}.</translation>
    </message>
    <message>
        <source>{group} is removed. Its members leave it.</source>
        <translation>{group} viene rimosso. I suoi membri ne escono.</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>Changes</source>
        <translation>Modifiche</translation>
    </message>
</context>
<context>
    <name>ClearButton</name>
    <message>
        <source>Clear</source>
        <translation>Svuota</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>As you found it</source>
        <translation>Com&apos;era</translation>
    </message>
    <message>
        <source>As you want it</source>
        <translation>Come richiesto</translation>
    </message>
    <message>
        <source>Changed meanwhile</source>
        <translation>Modificato nel frattempo</translation>
    </message>
    <message>
        <source>Changes of both</source>
        <translation>Modifiche di entrambi</translation>
    </message>
    <message>
        <source>Keep &amp;mine</source>
        <translation>Tieni le &amp;mie</translation>
    </message>
    <message>
        <source>Name of group {number}</source>
        <translation>Nome del gruppo {number}</translation>
    </message>
    <message>
        <source>Nothing has been written. Your other changes stay. Save again when you have looked at the outcome.</source>
        <translation>Non è stato scritto nulla. Le altre modifiche restano. Salvare di nuovo dopo aver visto il risultato.</translation>
    </message>
    <message>
        <source>Numbers for groups</source>
        <translation>Numerazione gruppi di Pickup</translation>
    </message>
    <message>
        <source>On the PBX now</source>
        <translation>Ora sul centralino</translation>
    </message>
    <message>
        <source>Service code</source>
        <translation>Codice di servizio</translation>
    </message>
    <message>
        <source>Somebody else has changed this meanwhile</source>
        <translation>Nel frattempo qualcun altro ha modificato questi dati</translation>
    </message>
    <message>
        <source>Take &amp;theirs</source>
        <translation>Tieni &amp;quelle altrui</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Che cosa</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nulla</translation>
    </message>
    <message>
        <source>{user} is picked up in</source>
        <translation>Chiamate di {user} prendibili in</translation>
    </message>
    <message>
        <source>{user} may pick up from</source>
        <translation>{user} può prendere da</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n ora</numerusform>
            <numerusform>%n ore</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minuto</numerusform>
            <numerusform>%n minuti</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new call(s)</source>
        <translation>
            <numerusform>%n nuova chiamata</numerusform>
            <numerusform>%n nuove chiamate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ringing</source>
        <translation>
            <numerusform>%n chiamata</numerusform>
            <numerusform>%n chiamate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n secondo</numerusform>
            <numerusform>%n secondi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged</source>
        <translation>
            <numerusform>%n invariato</numerusform>
            <numerusform>%n invariati</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In your other groups: %n ringing.</source>
        <translation>
            <numerusform>Negli altri gruppi ne squilla %n.</numerusform>
            <numerusform>Negli altri gruppi ne squillano %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>e un&apos;altra</numerusform>
            <numerusform>e altre %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{desk} and %n more phone(s)</source>
        <translation>
            <numerusform>{desk} e un altro telefono</numerusform>
            <numerusform>{desk} e altri %n telefoni</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>A part of Cornetta cannot be loaded ({problem}). If Cornetta has been updated since it was started, start it again.</source>
        <translation>Una parte di Cornetta non si carica ({problem}). Se Cornetta è stata aggiornata dopo l&apos;avvio, riavviarla.</translation>
    </message>
    <message>
        <source>Something went wrong inside Cornetta ({problem}). The log says more.</source>
        <translation>Errore interno di Cornetta ({problem}). Il registro dice di più.</translation>
    </message>
    <message>
        <source>{happened}, {time}</source>
        <translation>{happened}, {time}</translation>
    </message>
</context>
<context>
    <name>ExtensionLine</name>
    <message>
        <source>&amp;Extension</source>
        <translation>&amp;Interno</translation>
    </message>
    <message>
        <source>Pick up at this extension</source>
        <translation>Prendi la chiamata su questo interno</translation>
    </message>
    <message>
        <source>number</source>
        <translation>numero</translation>
    </message>
</context>
<context>
    <name>FieldLabel</name>
    <message>
        <source>{field}, mandatory</source>
        <translation>{field}, campo obbligatorio</translation>
    </message>
</context>
<context>
    <name>GroupChooser</name>
    <message numerus="yes">
        <source>%n ringing</source>
        <translation>
            <numerusform>%n squilla</numerusform>
            <numerusform>%n squillano</numerusform>
        </translation>
    </message>
    <message>
        <source>All my groups</source>
        <translation>Tutti i miei gruppi</translation>
    </message>
</context>
<context>
    <name>GroupForm</name>
    <message>
        <source>&amp;Remove group</source>
        <translation>&amp;Rimuovi gruppo</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Membri</translation>
    </message>
    <message>
        <source>Members: {count}</source>
        <translation>Membri: {count}</translation>
    </message>
    <message>
        <source>N&amp;ame</source>
        <translation>N&amp;ome</translation>
    </message>
    <message>
        <source>N&amp;umber</source>
        <translation>N&amp;umero</translation>
    </message>
    <message>
        <source>No members</source>
        <translation>Nessun membro</translation>
    </message>
    <message>
        <source>No members yet: select one below</source>
        <translation>Ancora nessun membro: selezionarne uno sotto</translation>
    </message>
    <message>
        <source>Search members</source>
        <translation>Cerca tra i membri</translation>
    </message>
    <message>
        <source>dialled as {code}</source>
        <translation>si digita {code}</translation>
    </message>
    <message>
        <source>dialled as {code}, no longer the code of {user}</source>
        <translation>si digita {code}, che non è più il codice di {user}</translation>
    </message>
</context>
<context>
    <name>GroupText</name>
    <message>
        <source>New groups need these first</source>
        <translation>Servono per creare gruppi</translation>
    </message>
    <message>
        <source>kept elsewhere than in pjsip.conf; change it there</source>
        <translation>definito altrove, non in pjsip.conf; da modificare lì</translation>
    </message>
    <message>
        <source>{first} to {last}, {free} of {size} free</source>
        <translation>da {first} a {last}, liberi {free} su {size}</translation>
    </message>
    <message>
        <source>{text}; extensions among them: {count}</source>
        <translation>{text}; interni compresi: {count}</translation>
    </message>
</context>
<context>
    <name>GroupsModel</name>
    <message>
        <source>Members</source>
        <translation>Membri</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numero</translation>
    </message>
    <message>
        <source>{number} {name}, members: {count}</source>
        <translation>{number} {name}, membri: {count}</translation>
    </message>
</context>
<context>
    <name>GroupsPage</name>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Nuovo</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppi</translation>
    </message>
    <message>
        <source>Groups need numbers first</source>
        <translation>Prima serve la numerazione</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>Nuovo gruppo</translation>
    </message>
    <message>
        <source>Press New to make the first one.</source>
        <translation>Premere Nuovo per creare il primo.</translation>
    </message>
    <message>
        <source>Say above which numbers groups may have, such as 5XX: 500 to 599.</source>
        <translation>Indicare sopra la numerazione dei gruppi di Pickup, ad esempio 5XX: da 500 a 599.</translation>
    </message>
    <message>
        <source>Search number, name or member</source>
        <translation>Cerca numero, nome o membro</translation>
    </message>
    <message>
        <source>There is no pickup group yet</source>
        <translation>Non c&apos;è ancora nessun gruppo di Pickup</translation>
    </message>
</context>
<context>
    <name>GroupsWindow</name>
    <message>
        <source>&amp;Discard</source>
        <translation>Scar&amp;ta</translation>
    </message>
    <message>
        <source>&amp;Groups</source>
        <translation>&amp;Gruppi</translation>
    </message>
    <message>
        <source>&amp;Log in to change…</source>
        <translation>&amp;Accedi per modificare…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Salva</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Salva…</translation>
    </message>
    <message>
        <source>&amp;Take back</source>
        <translation>A&amp;nnulla salvataggio</translation>
    </message>
    <message>
        <source>&amp;Who may take whose calls</source>
        <translation>Ch&amp;i può prendere le chiamate di chi</translation>
    </message>
    <message>
        <source>An administrator&apos;s account is needed</source>
        <translation>Serve un account di amministratore</translation>
    </message>
    <message>
        <source>Go on without it</source>
        <translation>Continua senza</translation>
    </message>
    <message>
        <source>Log in…</source>
        <translation>Accedi…</translation>
    </message>
    <message>
        <source>Pickup groups are kept in the PBX, and not every account may see them.</source>
        <translation>I gruppi di Pickup sono nel centralino e non tutti gli account possono vederli.</translation>
    </message>
    <message>
        <source>Pickup groups · Cornetta</source>
        <translation>Gruppi di Pickup · Cornetta</translation>
    </message>
    <message>
        <source>Reading the pickup groups…</source>
        <translation>Lettura dei gruppi di Pickup…</translation>
    </message>
    <message>
        <source>Save or discard your changes first</source>
        <translation>Prima salvare o scartare le modifiche</translation>
    </message>
    <message>
        <source>Save these changes?</source>
        <translation>Salvare queste modifiche?</translation>
    </message>
    <message>
        <source>Saved. Running clients follow within 10 seconds.</source>
        <translation>Salvato. I client aperti si aggiornano entro 10 secondi.</translation>
    </message>
    <message>
        <source>Take back the save of {begun}?</source>
        <translation>Annullare il salvataggio del {begun}?</translation>
    </message>
    <message>
        <source>The last save changed nothing that still stands.</source>
        <translation>Dell&apos;ultimo salvataggio non resta nulla da annullare.</translation>
    </message>
    <message>
        <source>The pickup groups cannot be read</source>
        <translation>Impossibile leggere i gruppi di Pickup</translation>
    </message>
    <message>
        <source>This number is another group&apos;s now. Yours has become {groups}.</source>
        <translation>Questo numero ora è di un altro gruppo. Il gruppo nuovo è diventato {groups}.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Riprova</translation>
    </message>
    <message>
        <source>Und&amp;o last save…</source>
        <translation>Annu&amp;lla ultimo salvataggio…</translation>
    </message>
    <message>
        <source>Us&amp;ers</source>
        <translation>Ut&amp;enti</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Viste</translation>
    </message>
    <message>
        <source>Writing to the PBX…</source>
        <translation>Scrittura sul centralino…</translation>
    </message>
    <message>
        <source>You see this with your own account. To change something, log in.</source>
        <translation>Consultazione con il proprio account. Per modificare, accedere.</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help: keys</source>
        <translation>Aiuto: tasti</translation>
    </message>
    <message>
        <source>In every program</source>
        <translation>In ogni programma</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tasto</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasti</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Che cosa fa</translation>
    </message>
    <message>
        <source>{what}: {group}</source>
        <translation>{what}: {group}</translation>
    </message>
</context>
<context>
    <name>Hotkeys</name>
    <message>
        <source>Another program has this key. Choose another one.</source>
        <translation>Questo tasto è di un altro programma. Sceglierne un altro.</translation>
    </message>
    <message>
        <source>It is a key of Cornetta&apos;s windows already: {what}.</source>
        <translation>È già un tasto delle finestre di Cornetta: {what}.</translation>
    </message>
    <message>
        <source>Shows the window</source>
        <translation>Mostra la finestra</translation>
    </message>
    <message>
        <source>The desktop does not let Cornetta use this key.</source>
        <translation>Il desktop non concede questo tasto a Cornetta.</translation>
    </message>
    <message>
        <source>The hotkey {key} does not work. {why}</source>
        <translation>Il tasto rapido {key} non funziona. {why}</translation>
    </message>
    <message>
        <source>The other hotkey is the same.</source>
        <translation>L&apos;altro tasto rapido è uguale.</translation>
    </message>
    <message>
        <source>This key cannot be a hotkey.</source>
        <translation>Questo tasto non può essere un tasto rapido.</translation>
    </message>
    <message>
        <source>This keyboard has no such key.</source>
        <translation>La tastiera non ha questo tasto.</translation>
    </message>
    <message>
        <source>This system does not let Cornetta use hotkeys. The preferences say what to do.</source>
        <translation>Questo sistema non concede tasti rapidi a Cornetta. Le preferenze dicono che cosa fare.</translation>
    </message>
    <message>
        <source>You need this key to write. Hold Ctrl, Alt or the Windows key with it.</source>
        <translation>Questo tasto serve per scrivere. Va premuto insieme a Ctrl, Alt o al tasto Windows.</translation>
    </message>
</context>
<context>
    <name>HotkeysPage</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copia</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Hotkeys work in every window, also in other programs.</source>
        <translation>I tasti rapidi funzionano in qualunque finestra si stia scrivendo.</translation>
    </message>
    <message>
        <source>Show the win&amp;dow</source>
        <translation>&amp;Mostra la finestra</translation>
    </message>
    <message>
        <source>Ta&amp;ke the call</source>
        <translation>&amp;Prendi la chiamata</translation>
    </message>
    <message>
        <source>The desktop has: {key}</source>
        <translation>Nel desktop: {key}</translation>
    </message>
    <message>
        <source>This system does not let Cornetta use hotkeys. In its own settings for the keyboard, bind a key to this command:</source>
        <translation>Questo sistema non concede tasti rapidi a Cornetta. Nelle sue impostazioni della tastiera, assegnare un tasto a questo comando:</translation>
    </message>
    <message>
        <source>Use &amp;hotkeys</source>
        <translation>Usa i &amp;tasti rapidi</translation>
    </message>
</context>
<context>
    <name>LanguagePage</name>
    <message>
        <source>All windows change at once.</source>
        <translation>Tutte le finestre cambiano subito.</translation>
    </message>
    <message>
        <source>As the system ({language})</source>
        <translation>Come il sistema ({language})</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Lin&amp;gua</translation>
    </message>
    <message>
        <source>Set by CORNETTA_LANGUAGE</source>
        <translation>Impostata da CORNETTA_LANGUAGE</translation>
    </message>
</context>
<context>
    <name>LinkLine</name>
    <message>
        <source>&amp;Help: keys…</source>
        <translation>&amp;Aiuto: tasti…</translation>
    </message>
    <message>
        <source>&amp;Pickup groups…</source>
        <translation>&amp;Gruppi di Pickup…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Impostazioni…</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>Amministrazione</translation>
    </message>
    <message>
        <source>P&amp;references…</source>
        <translation>&amp;Preferenze…</translation>
    </message>
    <message>
        <source>Report a pr&amp;oblem…</source>
        <translation>Segnala un pr&amp;oblema…</translation>
    </message>
    <message>
        <source>S&amp;trip</source>
        <translation>S&amp;triscia</translation>
    </message>
    <message>
        <source>Settings and administration</source>
        <translation>Impostazioni e amministrazione</translation>
    </message>
    <message>
        <source>Show the strip ({key})</source>
        <translation>Mostra la striscia ({key})</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Group</source>
        <translation>&amp;Gruppo</translation>
    </message>
    <message>
        <source>Cornetta</source>
        <translation>Cornetta</translation>
    </message>
    <message>
        <source>Cornetta · Demo</source>
        <translation>Cornetta · Demo</translation>
    </message>
    <message>
        <source>No calls of {groups} reach you: the account&apos;s event filter leaves them out. Ask the administrator to add them, then start Cornetta again.</source>
        <translation>Nessuna chiamata di {groups} arriva qui: il filtro degli eventi dell&apos;account non le lascia passare. Chiedere all&apos;amministratore di aggiungerle, poi riavviare Cornetta.</translation>
    </message>
    <message>
        <source>No group of yours has the key {key}.</source>
        <translation>Nessun gruppo ha il tasto {key}.</translation>
    </message>
    <message>
        <source>Nothing rings in {group} now.</source>
        <translation>Ora non squilla nulla in {group}.</translation>
    </message>
</context>
<context>
    <name>MatrixModel</name>
    <message>
        <source>{taker} may not take the calls of {rings_at}.</source>
        <translation>{taker} non può prendere le chiamate di {rings_at}.</translation>
    </message>
    <message>
        <source>{taker} may take the calls of {rings_at}, through {groups}.</source>
        <translation>{taker} può prendere le chiamate di {rings_at}, tramite {groups}.</translation>
    </message>
    <message>
        <source>{taker} will be able to take the calls of {rings_at}, through {groups}.</source>
        <translation>{taker} potrà prendere le chiamate di {rings_at}, tramite {groups}.</translation>
    </message>
    <message>
        <source>{taker} will no longer take the calls of {rings_at}.</source>
        <translation>{taker} non potrà più prendere le chiamate di {rings_at}.</translation>
    </message>
    <message>
        <source>{taker}: the same phone.</source>
        <translation>{taker}: lo stesso telefono.</translation>
    </message>
</context>
<context>
    <name>MatrixPage</name>
    <message>
        <source>By named groups; numeric ones are not looked at.</source>
        <translation>Secondo i gruppi con nome; quelli numerici non sono considerati.</translation>
    </message>
    <message>
        <source>Who may take (rows)</source>
        <translation>Chi può prendere (righe)</translation>
    </message>
    <message>
        <source>Who may take whose calls</source>
        <translation>Chi può prendere le chiamate di chi</translation>
    </message>
    <message>
        <source>Whose calls (columns)</source>
        <translation>Le chiamate di chi (colonne)</translation>
    </message>
    <message>
        <source>● may take   + will   − will no longer</source>
        <translation>● può prendere   + potrà   − non potrà più</translation>
    </message>
</context>
<context>
    <name>MembersModel</name>
    <message>
        <source>Extension</source>
        <translation>Interno</translation>
    </message>
    <message>
        <source>Is picked up</source>
        <translation>Chiamate prendibili</translation>
    </message>
    <message>
        <source>May pick up</source>
        <translation>Può prendere</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Rimuovi</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Rimuovi {name}</translation>
    </message>
    <message>
        <source>{name} is picked up</source>
        <translation>Chiamate di {name} prendibili</translation>
    </message>
    <message>
        <source>{name} may pick up</source>
        <translation>{name} può prendere</translation>
    </message>
    <message>
        <source>{name} · no longer a member</source>
        <translation>{name} · non più membro</translation>
    </message>
</context>
<context>
    <name>MembershipRows</name>
    <message>
        <source>{what}: no</source>
        <translation>{what}: no</translation>
    </message>
    <message>
        <source>{what}: yes</source>
        <translation>{what}: sì</translation>
    </message>
</context>
<context>
    <name>MessageBoxes</name>
    <message>
        <source>&amp;Discard</source>
        <translation>Scar&amp;ta</translation>
    </message>
    <message>
        <source>A change could not be made: {step}
{reason}</source>
        <translation>Impossibile eseguire una modifica: {step}
{reason}</translation>
    </message>
    <message>
        <source>All is on the PBX as it was before.</source>
        <translation>Sul centralino tutto è come prima.</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Non salvato</translation>
    </message>
    <message>
        <source>There are changes that are not saved.</source>
        <translation>Ci sono modifiche non salvate.</translation>
    </message>
    <message>
        <source>These changes stand and could not be taken back:
{left}</source>
        <translation>Queste modifiche restano e non è stato possibile annullarle:
{left}</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Modifiche non salvate</translation>
    </message>
</context>
<context>
    <name>MuteButton</name>
    <message>
        <source>Mute the alerts ({key})</source>
        <translation>Silenzia gli avvisi ({key})</translation>
    </message>
    <message>
        <source>Muted until you press this again or Cornetta ends ({key})</source>
        <translation>Silenziati finché non si preme di nuovo qui o non si chiude Cornetta ({key})</translation>
    </message>
</context>
<context>
    <name>NoticeLine</name>
    <message>
        <source>Copied</source>
        <translation>Copiato</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>Copia numero</translation>
    </message>
    <message>
        <source>The secret is kept for this session only: {reason}.</source>
        <translation>La password è conservata solo per questa sessione: {reason}.</translation>
    </message>
</context>
<context>
    <name>NumberingLine</name>
    <message>
        <source>&amp;Use these numbers</source>
        <translation>&amp;Usa questa numerazione</translation>
    </message>
    <message>
        <source>Asterisk itself takes {code}, until features.conf says &apos;pickupexten =&apos; (then: module reload features).</source>
        <translation>{code} è di Asterisk stesso, finché features.conf non dice &apos;pickupexten =&apos; (poi: module reload features).</translation>
    </message>
    <message>
        <source>Handsets dial the new code once their dialplan has it: run cornetta provision DIR --service-code &apos;{code}&apos; on the PBX. No other code there may begin with it: see cornetta doctor.</source>
        <translation>I telefoni usano il nuovo codice dopo cornetta provision DIR --service-code &apos;{code}&apos; sul centralino. Nessun altro può iniziare così: vedi cornetta doctor.</translation>
    </message>
    <message>
        <source>Num&amp;bers of the groups</source>
        <translation>Numera&amp;zione gruppi di Pickup</translation>
    </message>
    <message>
        <source>Numbers of extensions</source>
        <translation>Numeri di interni</translation>
    </message>
    <message>
        <source>Service &amp;code</source>
        <translation>&amp;Codice di servizio</translation>
    </message>
    <message>
        <source>Where a group gets the number of an extension, dialling the code and this number means the group. These are covered: {extensions}.</source>
        <translation>Se un gruppo riceve il numero di un interno, digitando il codice e quel numero si intende il gruppo. Interni compresi: {extensions}.</translation>
    </message>
    <message>
        <source>such as 5XX</source>
        <translation>es. 5XX</translation>
    </message>
    <message>
        <source>{numbers} covers numbers that extensions have.</source>
        <translation>{numbers} comprende numeri già usati da interni.</translation>
    </message>
</context>
<context>
    <name>PickupButton</name>
    <message>
        <source>Pick up {call}</source>
        <translation>Prendi {call}</translation>
    </message>
</context>
<context>
    <name>Popup</name>
    <message>
        <source>Ringing calls</source>
        <translation>Chiamate che squillano</translation>
    </message>
</context>
<context>
    <name>PopupRow</name>
    <message>
        <source>Do not show it here again</source>
        <translation>Non mostrarla più qui</translation>
    </message>
    <message>
        <source>Do not show {caller} here again</source>
        <translation>Non mostrare più qui la chiamata di {caller}</translation>
    </message>
    <message>
        <source>Pick up {caller}</source>
        <translation>Prendi la chiamata di {caller}</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>&amp;Language</source>
        <translation>L&amp;ingua</translation>
    </message>
    <message>
        <source>&amp;Sounds</source>
        <translation>S&amp;uoni</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Finestra</translation>
    </message>
    <message>
        <source>Al&amp;erts</source>
        <translation>A&amp;vvisi</translation>
    </message>
    <message>
        <source>H&amp;otkeys</source>
        <translation>Tasti &amp;rapidi</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Preferenze</translation>
    </message>
</context>
<context>
    <name>ProblemReporter</name>
    <message>
        <source>Save the report</source>
        <translation>Salva la segnalazione</translation>
    </message>
    <message>
        <source>The report is in {path}. Nothing was sent.</source>
        <translation>La segnalazione è in {path}. Non è stato inviato nulla.</translation>
    </message>
    <message>
        <source>Writing the report…</source>
        <translation>Scrittura della segnalazione…</translation>
    </message>
    <message>
        <source>Zip files (*.zip)</source>
        <translation>File zip (*.zip)</translation>
    </message>
</context>
<context>
    <name>QuietHours</name>
    <message>
        <source>&amp;no sound from</source>
        <translation>&amp;nessun suono dalle</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Silenzio dalle</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Silenzio fino alle</translation>
    </message>
    <message>
        <source>to</source>
        <translation>alle</translation>
    </message>
</context>
<context>
    <name>RemoteControl</name>
    <message>
        <source>No call taken</source>
        <translation>Nessuna chiamata presa</translation>
    </message>
    <message>
        <source>Nothing rings now.</source>
        <translation>Ora non squilla nulla.</translation>
    </message>
    <message>
        <source>There is no link to the PBX.</source>
        <translation>Non c&apos;è collegamento con il centralino.</translation>
    </message>
    <message>
        <source>You have the call</source>
        <translation>Chiamata presa</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>&amp;Leave numbers and names readable</source>
        <translation>&amp;Lascia leggibili numeri e nomi</translation>
    </message>
    <message>
        <source>&amp;Save the file…</source>
        <translation>&amp;Salva il file…</translation>
    </message>
    <message>
        <source>Each is replaced, everywhere by the same stand-in.</source>
        <translation>Ciascuno è sostituito, ovunque dallo stesso segnaposto.</translation>
    </message>
    <message>
        <source>Give it only to somebody who may know who called whom.</source>
        <translation>Darlo soltanto a chi può sapere chi ha chiamato chi.</translation>
    </message>
    <message>
        <source>It holds what the PBX sent in the last 10 minutes (the calls of everybody that your account hears of), Cornetta&apos;s own log, its settings, and the versions of the programs. The secret of your account is not in it.

Nothing is sent anywhere. You choose where the file is kept, and who gets it.</source>
        <translation>Contiene ciò che il centralino ha inviato negli ultimi 10 minuti (tutte le chiamate di cui questo account ha notizia), il registro di Cornetta, le impostazioni e le versioni dei programmi. La password dell&apos;account non c&apos;è.

Non viene inviato nulla. Si sceglie dove conservare il file e a chi darlo.</translation>
    </message>
    <message>
        <source>One file that helps to find what went wrong</source>
        <translation>Un file che aiuta a trovare il problema</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>Segnala un problema</translation>
    </message>
</context>
<context>
    <name>RingingCallsModel</name>
    <message>
        <source>rings in another group</source>
        <translation>squilla in un altro gruppo</translation>
    </message>
    <message>
        <source>taken by you</source>
        <translation>presa da questo telefono</translation>
    </message>
</context>
<context>
    <name>SessionOpener</name>
    <message>
        <source>The settings file was not valid TOML. It is kept as {path}.</source>
        <translation>Il file delle impostazioni non era TOML valido. È conservato come {path}.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>&amp;Account</source>
        <translation>&amp;Account</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Connetti</translation>
    </message>
    <message>
        <source>&amp;Encrypt, and verify the PBX&apos;s certificate (TLS)</source>
        <translation>Connessione ci&amp;frata e verificata (TLS)</translation>
    </message>
    <message>
        <source>&amp;Keep it in the system keyring</source>
        <translation>Conserva nel portac&amp;hiavi di sistema</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>&amp;Porta</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>&amp;This session only</source>
        <translation>Solo per &amp;questa sessione</translation>
    </message>
    <message>
        <source>Anyone on the way can then read along and act as you.</source>
        <translation>Chiunque sia lungo il percorso può allora leggere tutto e agire con questo account.</translation>
    </message>
    <message>
        <source>Cornetta connects to the manager interface (AMI) of your Asterisk PBX.</source>
        <translation>Cornetta si connette all&apos;interfaccia manager (AMI) del centralino Asterisk.</translation>
    </message>
    <message>
        <source>E&amp;xtension</source>
        <translation>&amp;Interno</translation>
    </message>
    <message>
        <source>Sec&amp;ret</source>
        <translation>Pass&amp;word (secret)</translation>
    </message>
    <message>
        <source>Set by the {origin}</source>
        <translation>Impostato da: {origin}</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Trying to connect…</source>
        <translation>Tentativo di connessione…</translation>
    </message>
    <message>
        <source>the number of your phone, such as 101</source>
        <translation>il numero del proprio telefono, es. 101</translation>
    </message>
    <message>
        <source>the usual one: 5038, with TLS 5039</source>
        <translation>predefinita: 5038, con TLS 5039</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>invariata</translation>
    </message>
</context>
<context>
    <name>SoundRow</name>
    <message>
        <source>Choose…</source>
        <translation>Scegli…</translation>
    </message>
    <message>
        <source>Cornetta&apos;s</source>
        <translation>di Cornetta</translation>
    </message>
    <message>
        <source>Few calls</source>
        <translation>Poche chiamate</translation>
    </message>
    <message>
        <source>Many calls</source>
        <translation>Molte chiamate</translation>
    </message>
    <message>
        <source>Several calls</source>
        <translation>Diverse chiamate</translation>
    </message>
    <message>
        <source>Sounds ({kinds})</source>
        <translation>Suoni ({kinds})</translation>
    </message>
    <message>
        <source>Take Cornetta&apos;s own</source>
        <translation>Torna a quello di Cornetta</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prova</translation>
    </message>
    <message>
        <source>{sound}: choose a file</source>
        <translation>{sound}: scegli un file</translation>
    </message>
    <message>
        <source>{sound}: from how many on</source>
        <translation>{sound}: da quante in su</translation>
    </message>
    <message>
        <source>{sound}: hear it once</source>
        <translation>{sound}: ascolta una volta</translation>
    </message>
    <message>
        <source>{sound}: take Cornetta&apos;s own</source>
        <translation>{sound}: torna a quello di Cornetta</translation>
    </message>
</context>
<context>
    <name>SoundsPage</name>
    <message>
        <source>From so many calls on</source>
        <translation>Da quante chiamate in su</translation>
    </message>
    <message>
        <source>O&amp;utput</source>
        <translation>Usci&amp;ta</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ore di silenzio</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Suono</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Quella del sistema</translation>
    </message>
    <message>
        <source>Volu&amp;me</source>
        <translation>Vo&amp;lume</translation>
    </message>
</context>
<context>
    <name>StateText</name>
    <message>
        <source>A call shows up here as soon as it rings.</source>
        <translation>Una chiamata compare qui appena squilla.</translation>
    </message>
    <message>
        <source>Ask the administrator to put extension {extension} into one.</source>
        <translation>Chiedere all&apos;amministratore di inserire l&apos;interno {extension} in un gruppo.</translation>
    </message>
    <message>
        <source>Asking the system keyring for the secret.</source>
        <translation>Richiesta della password al portachiavi di sistema.</translation>
    </message>
    <message>
        <source>Asking the system keyring for the secret. It may be locked.</source>
        <translation>Richiesta della password al portachiavi di sistema, che potrebbe essere bloccato.</translation>
    </message>
    <message>
        <source>Connecting to {pbx}…</source>
        <translation>Connessione a {pbx}…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Connessione…</translation>
    </message>
    <message>
        <source>Cornetta does not know your PBX yet</source>
        <translation>Cornetta non conosce ancora il centralino</translation>
    </message>
    <message>
        <source>Cornetta needs the secret of your account</source>
        <translation>A Cornetta serve la password dell&apos;account</translation>
    </message>
    <message>
        <source>Enter the secret…</source>
        <translation>Inserisci la password…</translation>
    </message>
    <message>
        <source>It takes a server, an account with its secret, and your extension.</source>
        <translation>Servono un server, un account con la sua password e il proprio interno.</translation>
    </message>
    <message>
        <source>Link lost: the list is {span} old. Trying again…</source>
        <translation>Collegamento interrotto: elenco di {span} fa. Nuovo tentativo…</translation>
    </message>
    <message>
        <source>Nor in your other groups.</source>
        <translation>Nemmeno negli altri gruppi.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Non connesso</translation>
    </message>
    <message>
        <source>Nothing has begun to ring</source>
        <translation>Nessuna chiamata ha iniziato a squillare</translation>
    </message>
    <message>
        <source>Nothing rang in this group when it broke. Cornetta keeps trying.</source>
        <translation>All&apos;interruzione in questo gruppo non squillava nulla. Cornetta continua a riprovare.</translation>
    </message>
    <message>
        <source>Nothing rang when it broke. Cornetta keeps trying.</source>
        <translation>All&apos;interruzione non squillava nulla. Cornetta continua a riprovare.</translation>
    </message>
    <message>
        <source>Nothing rings in your groups</source>
        <translation>Nei miei gruppi non squilla nulla</translation>
    </message>
    <message>
        <source>Nothing rings in {group}</source>
        <translation>In {group} non squilla nulla</translation>
    </message>
    <message>
        <source>Nothing to pick up</source>
        <translation>Nessuna chiamata da prendere</translation>
    </message>
    <message>
        <source>Picking up {caller}…</source>
        <translation>Presa della chiamata di {caller}…</translation>
    </message>
    <message>
        <source>Picking up…</source>
        <translation>Presa della chiamata…</translation>
    </message>
    <message>
        <source>Set up…</source>
        <translation>Configura…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Impostazioni…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Avvio…</translation>
    </message>
    <message>
        <source>The link to {pbx} is lost</source>
        <translation>Il collegamento con {pbx} è interrotto</translation>
    </message>
    <message>
        <source>The system keyring does not have it.</source>
        <translation>Il portachiavi di sistema non la contiene.</translation>
    </message>
    <message>
        <source>You are in no pickup group</source>
        <translation>L&apos;interno non è in nessun gruppo di Pickup</translation>
    </message>
    <message>
        <source>as of {span} ago</source>
        <translation>dati di {span} fa</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>connessione…</translation>
    </message>
    <message>
        <source>link lost</source>
        <translation>collegamento interrotto</translation>
    </message>
    <message>
        <source>live</source>
        <translation>in diretta</translation>
    </message>
    <message>
        <source>live since {clock}</source>
        <translation>in diretta dalle {clock}</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>non connesso</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>non configurato</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rifiutato</translation>
    </message>
    <message>
        <source>{problem} Cornetta keeps trying.</source>
        <translation>{problem} Cornetta continua a riprovare.</translation>
    </message>
    <message>
        <source>{reason}. You can type it for this session only.</source>
        <translation>{reason}. È possibile inserirla solo per questa sessione.</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Close</source>
        <translation>Chiudi</translation>
    </message>
    <message>
        <source>Cornetta · Strip</source>
        <translation>Cornetta · Striscia</translation>
    </message>
    <message>
        <source>Nothing rings</source>
        <translation>Nessuna chiamata</translation>
    </message>
    <message>
        <source>Show the window ({key})</source>
        <translation>Mostra la finestra ({key})</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>&amp;Mute</source>
        <translation>Silenzia gli &amp;avvisi</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Preferenze…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>&amp;Strip</source>
        <translation>&amp;Striscia</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Finestra</translation>
    </message>
    <message>
        <source>Cornetta keeps running in the tray</source>
        <translation>Cornetta resta nell&apos;area di notifica</translation>
    </message>
    <message>
        <source>S&amp;how</source>
        <translation>&amp;Mostra</translation>
    </message>
    <message>
        <source>To end it, choose Quit in the menu of this icon.</source>
        <translation>Per chiuderla, scegliere Esci nel menu di questa icona.</translation>
    </message>
</context>
<context>
    <name>UnsettledDialog</name>
    <message>
        <source>&amp;Finish</source>
        <translation>&amp;Completa</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Più tardi</translation>
    </message>
    <message>
        <source>&amp;Take back</source>
        <translation>A&amp;nnulla modifiche</translation>
    </message>
    <message>
        <source>A save was cut off</source>
        <translation>Salvataggio interrotto</translation>
    </message>
    <message>
        <source>Leave as it &amp;is</source>
        <translation>Lascia &amp;così</translation>
    </message>
    <message>
        <source>Some of these changes may be made, others not. Nothing else can be saved until you finish them or take them back.</source>
        <translation>Alcune di queste modifiche potrebbero essere state eseguite, altre no. Non si può salvare altro finché non vengono completate o annullate.</translation>
    </message>
    <message>
        <source>Somebody else has changed since what it was about ({changed}). So it can neither be finished nor taken back. Look at the groups; if they are as they should be, leave them so. Nothing else can be saved before.</source>
        <translation>Nel frattempo qualcun altro ha modificato ciò che riguardava ({changed}). Perciò non si può né completarlo né annullarlo. Controllare i gruppi; se sono come devono essere, lasciarli così. Prima non si può salvare altro.</translation>
    </message>
    <message>
        <source>The save of {begun} was cut off</source>
        <translation>Il salvataggio del {begun} è stato interrotto</translation>
    </message>
</context>
<context>
    <name>UserFinder</name>
    <message>
        <source>Select a user to add</source>
        <translation>Seleziona un utente da aggiungere</translation>
    </message>
    <message>
        <source>Select a user to add: extension or name</source>
        <translation>Seleziona un utente da aggiungere: interno o nome</translation>
    </message>
</context>
<context>
    <name>UserGroupsModel</name>
    <message>
        <source>Is picked up</source>
        <translation>Chiamate prendibili</translation>
    </message>
    <message>
        <source>Is picked up in {group}</source>
        <translation>Chiamate prendibili in {group}</translation>
    </message>
    <message>
        <source>May pick up</source>
        <translation>Può prendere</translation>
    </message>
    <message>
        <source>May pick up from {group}</source>
        <translation>Può prendere da {group}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numero</translation>
    </message>
</context>
<context>
    <name>UsersModel</name>
    <message>
        <source>Extension</source>
        <translation>Interno</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppi</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
</context>
<context>
    <name>UsersPage</name>
    <message>
        <source>Also in groups that are not defined here, and that stay: {groups}.</source>
        <translation>Anche in gruppi non definiti qui, che restano: {groups}.</translation>
    </message>
    <message>
        <source>Cannot be changed here: {reason}.</source>
        <translation>Non modificabile qui: {reason}.</translation>
    </message>
    <message>
        <source>Groups of the user</source>
        <translation>Gruppi dell&apos;utente</translation>
    </message>
    <message>
        <source>Search extension, name or group</source>
        <translation>Cerca interno, nome o gruppo</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Utenti</translation>
    </message>
</context>
<context>
    <name>WindowPage</name>
    <message>
        <source>Closing the window leaves Cornetta in the &amp;tray</source>
        <translation>Chiudendo la finestra Cornetta resta nell&apos;&amp;area di notifica</translation>
    </message>
    <message>
        <source>Keep the window &amp;above others</source>
        <translation>Tieni la finestra in &amp;primo piano</translation>
    </message>
    <message>
        <source>Start Cornetta when I lo&amp;g in</source>
        <translation>Avvia Cornetta quando acce&amp;do al computer</translation>
    </message>
    <message>
        <source>Where there is no tray, closing ends Cornetta.</source>
        <translation>Dove l&apos;area di notifica non c&apos;è, chiudendo la finestra Cornetta termina.</translation>
    </message>
</context>
<context>
    <name>_HotkeyEdit</name>
    <message>
        <source>Press the key</source>
        <translation>Premere il tasto</translation>
    </message>
</context>
</TS>
