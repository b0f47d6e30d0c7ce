"""What the circular of 25.08.2011 says, in the words of the example region."""

import re


def flow(text: str) -> str:
    """Join the lines of each paragraph; a new line begins only a list's entry or a paragraph."""
    return re.sub(r"(?<!\n)\n(?!\n|- )", " ", text)


INTRODUCTION = flow("""\
Land Nordrhein-Westfalen und Stadt Hagen entwickeln gemeinsam ein Bildungsnetzwerk. Die Stufen
des Bildungswesens sollen sich besser aufeinander abstimmen, und Bildungseinrichtungen sollen
mit anderen Bereichen der Gesellschaft zusammenarbeiten. In Teilbereichen gibt es bereits gut
entwickelte Netzwerke; an sie wird angeknüpft. Lenkungskreis und Bildungsbüro regen an und
unterstützen.

**Letztlich gilt: Sie sind das Netzwerk!** Nur durch die Mitarbeit aller, denen Bildung am
Herzen liegt, kann es ein Erfolg werden.""")

AGREEMENT = flow("""\
Der Vertrag verabredet, in der Bildungsregion Hagen ein Bildungsnetzwerk aufzubauen: die
Abstimmung der Bildungsstufen untereinander und die Zusammenarbeit der Bildungseinrichtungen mit
anderen gesellschaftlichen Bereichen.

Er nennt vier Handlungsfelder und ein Querschnittsthema sowie drei Gremien: die
Bildungskonferenz, den Lenkungskreis und die Regionale Geschäftsstelle (Bildungsbüro).""")

CONFERENCE_TASKS = flow("""\
In der Bildungskonferenz sind die Bildungseinrichtungen und die gesellschaftlichen Akteure
vertreten.

- Sie erörtert Konzepte und Handlungsempfehlungen zur Weiterentwicklung der Bildungsregion.
- Sie trifft Absprachen und gibt Empfehlungen zu allen vereinbarten Handlungsfeldern.
- Sie entwickelt Initiativen zur Profilbildung der Schulen.

Empfehlungen sollen im Konsens erfolgen. Sie kommt in der Regel jährlich zusammen;
Teilversammlungen zu einem Thema sind möglich.""")

STEERING_TASKS = flow("""\
Der Lenkungskreis bereitet Absprachen und Entscheidungen von strategischer Bedeutung vor. Ihm
gehören zwei von der Stadt benannte, zwei vom Land benannte Personen und zwei Mitglieder von
Schulleitungen an.""")

OFFICE_TASKS = flow("""\
Die Regionale Geschäftsstelle unterstützt Bildungskonferenz und Lenkungskreis. Sie gehört zum
Amt für Schulverwaltung und Hochschulwesen; zwei Personen sind dort telefonisch und per E-Mail
erreichbar.""")

CONFERENCE = flow("""\
Arbeitskonferenz des Bildungsnetzwerks. Um den Netzwerkgedanken zu betonen, sind die
Jugendkonferenz von Jobcenter und Stadt Hagen und die Konferenz zum Regionalen
Übergangsmanagement in sie integriert.

Erhofft wird ein fruchtbarer Dialog zu Themen wie Sprachförderung, Übergängen oder Elternarbeit,
der viele Stationen der Bildungsbiografie einbezieht.""")

CIRCULAR_SUBJECT = "Bildungsnetzwerk Hagen"
CIRCULAR = flow("""\
Sehr geehrte Damen und Herren,

am 28. März 2011 haben die Ministerin und der Oberbürgermeister den Kooperationsvertrag zwischen
dem Land Nordrhein-Westfalen und der Stadt Hagen zur Entwicklung eines Bildungsnetzwerkes
unterschrieben. Er soll die Abstimmung der Bildungsstufen und die Zusammenarbeit mit anderen
gesellschaftlichen Bereichen fördern. Die Handlungsfelder sind:

- Individuelle Förderung in Schule gestalten
- Übergänge gestalten
- Ganztag gestalten
- Lebensbegleitendes Lernen gestalten
- und als Querschnittsthema: Inklusion gestalten

Drei Gremien tragen das Netzwerk: die **Bildungskonferenz**, in der Bildungseinrichtungen und
gesellschaftliche Akteure vertreten sind und im Konsens empfehlen, der **Lenkungskreis**, der
Absprachen und Entscheidungen vorbereitet, und die **Regionale Geschäftsstelle**, auch
Bildungsbüro genannt, die beide unterstützt. Der Lenkungskreis hat auf seiner konstituierenden
Sitzung am 22. Juni 2011 einen Vorsitzenden und einen Stellvertreter gewählt.

Wo es schon gut entwickelte Netzwerke gibt, soll daran angeknüpft werden: Geringe personelle und
keine finanziellen Mittel lassen weder inhaltliche Detailarbeit noch teure „Leuchttürme“ zu.
Letztlich gilt: **Sie sind das Netzwerk!**

Die Bildungskonferenzen kommen in der Regel jährlich zusammen. Wie unterhalb dieser Ebene
zusammengearbeitet wird, ist eine wichtige Frage; Teilkonferenzen, die Lenkungskreis und
Bildungsbüro unterstützen, können ein Forum dafür sein.

Die nächste Bildungskonferenz ist als Arbeitskonferenz geplant und soll am 17. November
stattfinden. Die Jugendkonferenz von Jobcenter und Stadt Hagen und die Konferenz zum Regionalen
Übergangsmanagement sind integriert. Die Einladung erfolgt drei bis vier Wochen vorher. Für
Anregungen oder Nachfragen stehen Bildungsbüro und Lenkungskreis bis dahin gern zur Verfügung.

Mit freundlichen Grüßen""")

LICENCE = (
    "Schulverzeichnis: IT.NRW, Statistisches Landesamt, Düsseldorf, 2025; Schulsozialindex: "
    "Ministerium für Schule und Bildung NRW. Datenlizenz Deutschland – Namensnennung – Version 2.0 "
    "(govdata.de/dl-de/by-2-0). E-Mail-Adressen durch Beispieladressen ersetzt."
)
