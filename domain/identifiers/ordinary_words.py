"""Words that begin with a capital in ordinary notes of safeguarding, in English and in Welsh."""

from __future__ import annotations

_ORDINARY = """
a academy action acute adolescent adult after age aged allocated and annex annual appendix
appointment are area assessment assurance at attendance audit because before between board borough
both briefing business but by call carer case centre chair child children christmas chronology
clinic college commission committee community concern conference consultant contact core council
cqc criminal crown custody date december department designated director discharge discussion
district doctor dr draw duty each easter education email emergency enquiry escalation evaluation
event every executive exploitation family father february feedback finding first follow following
for foundation friday from full governor grade group guidance had has have he head health
healthcare hearing help helpline her his holiday home hospital housing hub i if in independent
infirmary information initial inquiry inspection inspectorate intake intervention interview into
it january joint judge judicial july justice last late law lead leader learning legal lesson
letter line local lottery lotto magistrate maltreatment management manager mapping medical meeting
mental mid midwife midwifery minutes moderation monday month mother mr mrs ms multi national
neglect new newsletter no not note notice notification november nurse nursery october of office
officer ofsted on one only operation order outcome panel parent part partnership pathway peer
person phase plan planning police policy positive practice practitioner pre primary probation
procedure professional programme progress project protection protocol public pupil quality re
reason reception record referral regional registrar regulation rehearsal report request rescue
review risk round royal safeguarding said sample saturday school score scrutiny second secondary
section senior september sergeant serious service session sexual she since single sir social south
special spreadsheet stage standard start statement statutory steering step strategic strategy
strength student subgroup sunday supervision supervisor support surgery survey system table
targeted task teacher team term text that the their theme themed there these they third this
through thursday time to tool trainer training transfer transport treatment tribunal trust tuesday
under unit university until update urgent version village violence virtual visit visitor volunteer
was we wednesday week well what when where whole windows with word work worker working workshop
workstream written yard year years youth

addysg adolygiad adran adroddiad archwiliad asesiad asiantaeth atodiad bwrdd cam cyfarfod
cyfiawnder cylch cymdeithasol cyngor cynhadledd cynllun diogelu dydd edrych fforwm ganolfan gofal
grwp gwaith gwasanaeth gweithiwr heddlu iechyd llys llythyr meddyg mis myfyriwr nyrs panel
partneriaeth plant plentyn prifysgol rhaglen rhanbarth strategaeth swyddfa swyddog tim tref uned
wythnos ymchwiliad ymddiriedolaeth ymgynghorydd ymweliad ysbyty ysgol
"""
ORDINARY = frozenset(_ORDINARY.split())
"""No part of a name: whoever reads back from a date stops at one."""

_PLACES = """
north south east west
avon bedfordshire birmingham bradford bristol cambridgeshire cheshire cleveland cornwall coventry
cumbria derby derbyshire devon dorset durham essex gloucestershire gwent hampshire hertfordshire
humberside hull kent lancashire leeds leicester leicestershire lincoln lincolnshire liverpool
london manchester mercia merseyside metropolitan midlands newcastle norfolk northamptonshire
northumbria northumberland nottingham nottinghamshire oxfordshire rutland sheffield shropshire
somerset staffordshire suffolk surrey sussex teesside thames tyne valley warwickshire wear
wiltshire worcestershire york yorkshire england scotland wales ireland britain great greater
united kingdom eastern western northern southern central upper lower new city county
abertawe betsi cadwaladr caerdydd caerffili casnewydd ceredigion clwyd conwy cwm cymru dyfed fro
gogledd gorllewin gwynedd hywel dda mon morgannwg mynwy penfro powys sir swansea cardiff taf
taffwys tawe wrecsam wrexham ynys merthyr tudful rhondda cynon bro castell-nedd port talbot
pen-y-bont ogwr milton keynes tower hamlets peak district
barnardo childline crimestoppers nspcc samaritans
microsoft excel word outlook teams sharepoint onenote powerpoint whatsapp facebook instagram
snapchat tiktok youtube google zoom adobe
"""
PLACES = frozenset(_PLACES.split())
"""Places, organisations and programs: a run of nothing else names nobody."""

_ABBREVIATIONS = """
AED AIM AM AMHP ASB ASC ASD ASYE CAADA CAF CAFCASS CAMHS CCE CDOP CIC CIN CLA CME CNN CSA CSE CSP
CYP CYPS DATE DOA DOB EDT EDU EHA EHCP EHE EHM EIP EP ER EU EYFS FGM FII HEE IAPT ICB ICON ICPC
ICT ID IDVA IO IRO ISVA IT JTAI JTAIS KEY LA LAC LADO MACE MAPPA MARAC MASA MASH MASM NA NEET NEL
NEW NIA NICE NOT ODPP OFSTED OK OT PA PE PEP PIP PM RAG RCPC RE SAIG SAR SARC SCIE SEN SENCO SEND
SLA SOS STORM TAC TAF TBA UASC UK UKVI UNICEF VAWG YOI YOS YOT
"""
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Written in capitals they are no name, though they can be read as a word."""
