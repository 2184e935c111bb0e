"""The countries of ISO 3166 with the names people type for them."""

from typing import Final

# One country a line: the two-letter code, the three-letter code, then the English name and the others:
# Italian, Spanish, German, French, Portuguese, the country's own, and what foreign systems write.
# Names: Unicode CLDR, with additions.
COUNTRY_NAMES: Final = """\
AD AND|Andorra|Andorre
AE ARE|United Arab Emirates|Emirati Arabi Uniti|Emiratos Árabes Unidos|Vereinigte Arabische Emirate|Émirats arabes unis|Emirados Árabes Unidos|UAE|U.A.E.|Emirati Arabi|Emiratos Árabes
AF AFG|Afghanistan|Afganistán|Afeganistão
AG ATG|Antigua & Barbuda|Antigua e Barbuda|Antigua y Barbuda|Antigua und Barbuda|Antigua-et-Barbuda|Antigua and Barbuda
AI AIA|Anguilla|Anguila
AL ALB|Albania|Albanien|Albanie|Shqipëri
AM ARM|Armenia|Armenien|Arménie
AO AGO|Angola
AQ ATA|Antarctica|Antartide|Antártida|Antarktis|Antarctique
AR ARG|Argentina|Argentinien|Argentine
AS ASM|American Samoa|Samoa Americane|Samoa Americana|Amerikanisch-Samoa|Samoa américaines
AT AUT|Austria|Österreich|Autriche|Republik Österreich
AU AUS|Australia|Australien|Australie
AW ABW|Aruba
AX ALA|Åland Islands|Isole Åland|Islas Aland|Ålandinseln|Îles Åland|Ilhas Aland
AZ AZE|Azerbaijan|Azerbaigian|Azerbaiyán|Aserbaidschan|Azerbaïdjan|Azerbaijão
BA BIH|Bosnia & Herzegovina|Bosnia ed Erzegovina|Bosnia y Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bósnia e Herzegovina|Bosna i Hercegovina|Bosnia and Herzegovina|Bosnia
BB BRB|Barbados|Barbade
BD BGD|Bangladesh|Bangladés|Bangladesch
BE BEL|Belgium|Belgio|Bélgica|Belgien|Belgique|België
BF BFA|Burkina Faso|Burquina Faso
BG BGR|Bulgaria|Bulgarien|Bulgarie|България
BH BHR|Bahrain|Bahrein|Baréin
BI BDI|Burundi
BJ BEN|Benin
BL BLM|St. Barthélemy|San Bartolomé|São Bartolomeu
BM BMU|Bermuda|Bermudas|Bermudes
BN BRN|Brunei|Brunei Darussalam
BO BOL|Bolivia|Bolivien|Bolivie|Plurinational State of Bolivia
BQ BES|Caribbean Netherlands|Caraibi Olandesi|Caribe neerlandés|Karibische Niederlande|Pays-Bas caribéens|Países Baixos Caribenhos|Bonaire, Saint Eustatius and Saba
BR BRA|Brazil|Brasile|Brasil|Brasilien|Brésil
BS BHS|Bahamas
BT BTN|Bhutan|Bután|Bhoutan|Butão
BV BVT|Bouvet Island|Isola Bouvet|Isla Bouvet|Bouvetinsel|Île Bouvet|Ilha Bouvet
BW BWA|Botswana|Botsuana
BY BLR|Belarus|Bielorussia|Bielorrusia|Biélorussie|Bielorrússia
BZ BLZ|Belize|Belice
CA CAN|Canada|Kanada
CC CCK|Cocos (Keeling) Islands|Isole Cocos (Keeling)|Islas Cocos|Kokosinseln|Îles Cocos|Ilhas Cocos (Keeling)|Cocos Islands
CD COD|Congo - Kinshasa|República Democrática del Congo|Kongo-Kinshasa|Democratic Republic of the Congo|DR Congo
CF CAF|Central African Republic|Repubblica Centrafricana|República Centroafricana|Zentralafrikanische Republik|République centrafricaine|República Centro-Africana
CG COG|Congo - Brazzaville|Congo|Kongo-Brazzaville|República do Congo|Republic of the Congo
CH CHE|Switzerland|Svizzera|Suiza|Schweiz|Suisse|Suíça|Svizra|Confoederatio Helvetica
CI CIV|Côte d'Ivoire|Costa d'Avorio|Costa do Marfim|Ivory Coast|Costa de Marfil
CK COK|Cook Islands|Isole Cook|Islas Cook|Cookinseln|Îles Cook|Ilhas Cook
CL CHL|Chile|Cile|Chili
CM CMR|Cameroon|Camerun|Kamerun|Cameroun|Camarões
CN CHN|China|Cina|Chine|中国|People's Republic of China|PRC|Mainland China|中國
CO COL|Colombia|Kolumbien|Colombie
CR CRI|Costa Rica
CU CUB|Cuba|Kuba
CV CPV|Cape Verde|Capo Verde|Cabo Verde|Cap-Vert
CW CUW|Curaçao|Curazao
CX CXR|Christmas Island|Isola Christmas|Isla de Navidad|Weihnachtsinsel|Île Christmas|Ilha Christmas
CY CYP|Cyprus|Cipro|Chipre|Zypern|Chypre
CZ CZE|Czechia|Cechia|Chequia|Tschechien|Tchéquie|Tchéquia|Česko|Czech Republic|Repubblica Ceca|República Checa|Tschechische Republik|Česká republika
DE DEU|Germany|Germania|Alemania|Deutschland|Allemagne|Alemanha|Federal Republic of Germany|Bundesrepublik Deutschland|BRD|Repubblica Federale Tedesca
DJ DJI|Djibouti|Gibuti|Yibuti|Dschibuti|Djibuti
DK DNK|Denmark|Danimarca|Dinamarca|Dänemark|Danmark
DM DMA|Dominica|Dominique
DO DOM|Dominican Republic|Repubblica Dominicana|República Dominicana|Dominikanische Republik|République dominicaine
DZ DZA|Algeria|Argelia|Algerien|Algérie
EC ECU|Ecuador|Équateur|Equador
EE EST|Estonia|Estland|Estonie|Eesti
EG EGY|Egypt|Egitto|Egipto|Ägypten|Égypte|Egito
EH ESH|Western Sahara|Sahara Occidentale|Sáhara Occidental|Westsahara|Saara Ocidental
ER ERI|Eritrea|Érythrée|Eritreia
ES ESP|Spain|Spagna|España|Spanien|Espagne|Espanha|Reino de España
ET ETH|Ethiopia|Etiopia|Äthiopien|Éthiopie
FI FIN|Finland|Finlandia|Finnland|Finlande|Suomi
FJ FJI|Fiji|Figi|Fiyi|Fidschi|Fidji
FK FLK|Falkland Islands|Isole Falkland|Islas Malvinas|Falklandinseln|Îles Malouines|Ilhas Malvinas
FM FSM|Micronesia|Mikronesien|Micronésie
FO FRO|Faroe Islands|Isole Fær Øer|Islas Feroe|Färöer|Îles Féroé|Ilhas Faroé
FR FRA|France|Francia|Frankreich|França
GA GAB|Gabon|Gabun|Gabão
GB GBR|United Kingdom|Regno Unito|Reino Unido|Vereinigtes Königreich|Royaume-Uni|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Gran Bretagna|Inghilterra|Scozia|Galles|Gran Bretaña|Inglaterra|Escocia|Gales|Großbritannien|Schottland
GD GRD|Grenada|Granada|Grenade
GE GEO|Georgia|Georgien|Géorgie
GF GUF|French Guiana|Guyana Francese|Guayana Francesa|Französisch-Guayana|Guyane française|Guiana Francesa
GG GGY|Guernsey|Guernesey
GH GHA|Ghana|Gana
GI GIB|Gibraltar|Gibilterra
GL GRL|Greenland|Groenlandia|Grönland|Groenland
GM GMB|Gambia|Gambie
GN GIN|Guinea|Guinée|Guiné
GP GLP|Guadeloupe|Guadalupa|Guadalupe
GQ GNQ|Equatorial Guinea|Guinea Equatoriale|Guinea Ecuatorial|Äquatorialguinea|Guinée équatoriale|Guiné Equatorial
GR GRC|Greece|Grecia|Griechenland|Grèce|Ελλάδα|EL|Hellas|Hellenic Republic
GS SGS|South Georgia & South Sandwich Islands|Georgia del Sud e Sandwich Australi|Islas Georgia del Sur y Sandwich del Sur|Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud-et-les Îles Sandwich du Sud|Ilhas Geórgia do Sul e Sandwich do Sul|South Georgia and the South Sandwich Islands
GT GTM|Guatemala
GU GUM|Guam
GW GNB|Guinea-Bissau|Guinea-Bisáu|Guinée-Bissau|Guiné-Bissau
GY GUY|Guyana|Guiana
HK HKG|Hong Kong SAR China|RAS di Hong Kong|RAE de Hong Kong (China)|Sonderverwaltungsregion Hongkong|R.A.S. chinoise de Hong Kong|Hong Kong, RAE da China|Hong Kong|Hongkong|Hong Kong SAR
HM HMD|Heard & McDonald Islands|Isole Heard e McDonald|Islas Heard y McDonald|Heard und McDonaldinseln|Îles Heard-et-MacDonald|Ilhas Heard e McDonald|Heard Island and McDonald Islands
HN HND|Honduras
HR HRV|Croatia|Croazia|Croacia|Kroatien|Croatie|Hrvatska
HT HTI|Haiti
HU HUN|Hungary|Ungheria|Hungría|Ungarn|Hongrie|Magyarország
ID IDN|Indonesia|Indonesien|Indonésie
IE IRL|Ireland|Irlanda|Irland|Irlande|Republic of Ireland|Éire
IL ISR|Israel|Israele
IM IMN|Isle of Man|Isola di Man|Isla de Man|Île de Man|Ilha de Man
IN IND|India|Indien|Inde
IO IOT|British Indian Ocean Territory|Territorio Britannico dell'Oceano Indiano|Territorio Británico del Océano Índico|Britisches Territorium im Indischen Ozean|Territoire britannique de l'océan Indien|Território Britânico do Oceano Índico
IQ IRQ|Iraq|Irak|Iraque
IR IRN|Iran|Irã|Islamic Republic of Iran
IS ISL|Iceland|Islanda|Islandia|Island|Islande
IT ITA|Italy|Italia|Italien|Italie|Repubblica Italiana
JE JEY|Jersey
JM JAM|Jamaica|Giamaica|Jamaika|Jamaïque
JO JOR|Jordan|Giordania|Jordania|Jordanien|Jordanie
JP JPN|Japan|Giappone|Japón|Japão|日本|Nippon
KE KEN|Kenya|Kenia|Quênia
KG KGZ|Kyrgyzstan|Kirghizistan|Kirguistán|Kirgisistan|Kirghizstan|Quirguistão
KH KHM|Cambodia|Cambogia|Camboya|Kambodscha|Cambodge|Camboja
KI KIR|Kiribati|Quiribati
KM COM|Comoros|Comore|Comoras|Komoren|Comores
KN KNA|St. Kitts & Nevis|Saint Kitts e Nevis|San Cristóbal y Nieves|St. Kitts und Nevis|Saint-Christophe-et-Niévès|São Cristóvão e Névis|Saint Kitts and Nevis
KP PRK|North Korea|Corea del Nord|Corea del Norte|Nordkorea|Corée du Nord|Coreia do Norte|Democratic People's Republic of Korea
KR KOR|South Korea|Corea del Sud|Corea del Sur|Südkorea|Corée du Sud|Coreia do Sul|Korea|Republic of Korea|Corea|Korea, Republic of
KW KWT|Kuwait|Koweït
KY CYM|Cayman Islands|Isole Cayman|Islas Caimán|Kaimaninseln|Îles Caïmans|Ilhas Cayman
KZ KAZ|Kazakhstan|Kazakistan|Kazajistán|Kasachstan|Cazaquistão
LA LAO|Laos|Lao People's Democratic Republic
LB LBN|Lebanon|Libano|Libanon|Liban
LC LCA|St. Lucia|Santa Lucía|Sainte-Lucie
LI LIE|Liechtenstein
LK LKA|Sri Lanka
LR LBR|Liberia
LS LSO|Lesotho|Lesoto
LT LTU|Lithuania|Lituania|Litauen|Lituanie|Lietuva
LU LUX|Luxembourg|Lussemburgo|Luxemburgo|Luxemburg
LV LVA|Latvia|Lettonia|Letonia|Lettland|Lettonie|Latvija
LY LBY|Libya|Libia|Libyen|Libye
MA MAR|Morocco|Marocco|Marruecos|Marokko|Maroc|Marrocos
MC MCO|Monaco
MD MDA|Moldova|Moldavia|Republik Moldau|Moldavie|Republic of Moldova
ME MNE|Montenegro
MF MAF|St. Martin|San Martín|São Martinho
MG MDG|Madagascar|Madagaskar
MH MHL|Marshall Islands|Isole Marshall|Islas Marshall|Marshallinseln|Îles Marshall|Ilhas Marshall
MK MKD|North Macedonia|Macedonia del Nord|Macedonia del Norte|Nordmazedonien|Macédoine du Nord|Macedônia do Norte|Macedonia|FYROM
ML MLI|Mali
MM MMR|Myanmar (Burma)|Myanmar (Birmania)|Myanmar|Myanmar (Birmanie)|Mianmar (Birmânia)|Burma|Birmania
MN MNG|Mongolia|Mongolei|Mongolie
MO MAC|Macao SAR China|RAS di Macao|RAE de Macao (China)|Sonderverwaltungsregion Macau|R.A.S. chinoise de Macao|Macau, RAE da China|Macao|Macau
MP MNP|Northern Mariana Islands|Isole Marianne Settentrionali|Islas Marianas del Norte|Nördliche Marianen|Îles Mariannes du Nord|Ilhas Marianas do Norte
MQ MTQ|Martinique|Martinica
MR MRT|Mauritania|Mauretanien|Mauritanie
MS MSR|Montserrat
MT MLT|Malta|Malte
MU MUS|Mauritius|Mauricio|Maurice
MV MDV|Maldives|Maldive|Maldivas|Malediven
MW MWI|Malawi|Malaui
MX MEX|Mexico|Messico|Mexiko|Mexique|Méjico|Estados Unidos Mexicanos
MY MYS|Malaysia|Malasia|Malaisie
MZ MOZ|Mozambique|Mozambico|Mosambik|Moçambique
NA NAM|Namibia|Namibie
NC NCL|New Caledonia|Nuova Caledonia|Nueva Caledonia|Neukaledonien|Nouvelle-Calédonie|Nova Caledônia
NE NER|Niger
NF NFK|Norfolk Island|Isola Norfolk|Isla Norfolk|Norfolkinsel|Île Norfolk|Ilha Norfolk
NG NGA|Nigeria
NI NIC|Nicaragua
NL NLD|Netherlands|Paesi Bassi|Países Bajos|Niederlande|Pays-Bas|Países Baixos|Nederland|The Netherlands|Holland|Olanda|Holanda
NO NOR|Norway|Norvegia|Noruega|Norwegen|Norvège|Norge
NP NPL|Nepal
NR NRU|Nauru
NU NIU|Niue
NZ NZL|New Zealand|Nuova Zelanda|Nueva Zelanda|Neuseeland|Nouvelle-Zélande|Nova Zelândia|Aotearoa
OM OMN|Oman|Omã
PA PAN|Panama
PE PER|Peru|Pérou
PF PYF|French Polynesia|Polinesia Francese|Polinesia Francesa|Französisch-Polynesien|Polynésie française
PG PNG|Papua New Guinea|Papua Nuova Guinea|Papúa Nueva Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée|Papua-Nova Guiné
PH PHL|Philippines|Filippine|Filipinas|Philippinen
PK PAK|Pakistan|Paquistão
PL POL|Poland|Polonia|Polen|Pologne|Polska
PM SPM|St. Pierre & Miquelon|Saint-Pierre e Miquelon|San Pedro y Miquelón|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|São Pedro e Miquelão|Saint Pierre and Miquelon
PN PCN|Pitcairn Islands|Isole Pitcairn|Islas Pitcairn|Pitcairninseln|Îles Pitcairn|Ilhas Pitcairn|Pitcairn
PR PRI|Puerto Rico|Portorico|Porto Rico
PS PSE|Palestinian Territories|Territori Palestinesi|Territorios Palestinos|Palästinensische Autonomiegebiete|Territoires palestiniens|Palestinian Territory|Palestine|State of Palestine|Palestina
PT PRT|Portugal|Portogallo
PW PLW|Palau|Palaos
PY PRY|Paraguay|Paraguai
QA QAT|Qatar|Catar|Katar
RE REU|Réunion|Riunione|La Réunion|Reunião
RO ROU|Romania|Rumanía|Rumänien|Roumanie|Romênia
RS SRB|Serbia|Serbien|Serbie|Sérvia|Srbija
RU RUS|Russia|Rusia|Russland|Russie|Россия|Russian Federation|Federazione Russa|Federación de Rusia
RW RWA|Rwanda|Ruanda
SA SAU|Saudi Arabia|Arabia Saudita|Arabia Saudí|Saudi-Arabien|Arabie saoudite|KSA|Kingdom of Saudi Arabia
SB SLB|Solomon Islands|Isole Salomone|Islas Salomón|Salomonen|Îles Salomon|Ilhas Salomão
SC SYC|Seychelles|Seychellen|Seicheles
SD SDN|Sudan|Soudan|Sudão
SE SWE|Sweden|Svezia|Suecia|Schweden|Suède|Sverige
SG SGP|Singapore|Singapur|Singapour|Singapura
SH SHN|St. Helena|Sant'Elena|Santa Elena|Sainte-Hélène|Santa Helena
SI SVN|Slovenia|Eslovenia|Slowenien|Slovénie|Slovenija
SJ SJM|Svalbard & Jan Mayen|Svalbard e Jan Mayen|Svalbard y Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen|Svalbard and Jan Mayen
SK SVK|Slovakia|Slovacchia|Eslovaquia|Slowakei|Slovaquie|Slovensko|Slovak Republic|Repubblica Slovacca
SL SLE|Sierra Leone|Sierra Leona|Serra Leoa
SM SMR|San Marino|Saint-Marin
SN SEN|Senegal
SO SOM|Somalia|Somalie
SR SUR|Suriname|Surinam
SS SSD|South Sudan|Sud Sudan|Sudán del Sur|Südsudan|Soudan du Sud|Sudão do Sul
ST STP|São Tomé & Príncipe|São Tomé e Príncipe|Santo Tomé y Príncipe|São Tomé und Príncipe|Sao Tomé-et-Principe|Sao Tome and Principe
SV SLV|El Salvador|Salvador
SX SXM|Sint Maarten|Saint-Martin (partie néerlandaise)
SY SYR|Syria|Siria|Syrien|Syrie|Syrian Arab Republic
SZ SWZ|Eswatini|Esuatini|Essuatíni|Swaziland
TC TCA|Turks & Caicos Islands|Isole Turks e Caicos|Islas Turcas y Caicos|Turks- und Caicosinseln|Îles Turques-et-Caïques|Ilhas Turcas e Caicos|Turks and Caicos Islands
TD TCD|Chad|Ciad|Tschad|Tchad|Chade
TF ATF|French Southern Territories|Terre Australi Francesi|Territorios Australes Franceses|Französische Süd- und Antarktisgebiete|Terres australes françaises|Territórios Franceses do Sul
TG TGO|Togo
TH THA|Thailand|Thailandia|Tailandia|Thaïlande
TJ TJK|Tajikistan|Tagikistan|Tayikistán|Tadschikistan|Tadjikistan|Tadjiquistão
TK TKL|Tokelau
TL TLS|Timor-Leste|Timor Est|Timor oriental
TM TKM|Turkmenistan|Turcomenistão
TN TUN|Tunisia|Túnez|Tunesien|Tunisie
TO TON|Tonga
TR TUR|Türkiye|Turchia|Turquía|Türkei|Turquie|Turkey
TT TTO|Trinidad & Tobago|Trinidad e Tobago|Trinidad y Tobago|Trinidad und Tobago|Trinité-et-Tobago|Trinidad and Tobago
TV TUV|Tuvalu
TW TWN|Taiwan|Taiwan, Province of China|Republic of China
TZ TZA|Tanzania|Tansania|Tanzanie|United Republic of Tanzania
UA UKR|Ukraine|Ucraina|Ucrania|Україна
UG UGA|Uganda|Ouganda
UM UMI|U.S. Outlying Islands|Isole Minori Esterne degli Stati Uniti|Islas menores alejadas de EE. UU.|Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis|Ilhas Menores Distantes dos EUA|United States Minor Outlying Islands
US USA|United States|Stati Uniti|Estados Unidos|Vereinigte Staaten|États-Unis|U.S.A.|United States of America|America|Estados Unidos de América|EE.UU.|EEUU|EUA|Stati Uniti d'America|Vereinigte Staaten von Amerika
UY URY|Uruguay|Uruguai
UZ UZB|Uzbekistan|Usbekistan|Ouzbékistan|Uzbequistão
VA VAT|Vatican City|Città del Vaticano|Ciudad del Vaticano|Vatikanstadt|État de la Cité du Vatican|Cidade do Vaticano|Vatican|Holy See|Vaticano|Santa Sede
VC VCT|St. Vincent & Grenadines|Saint Vincent e Grenadine|San Vicente y las Granadinas|St. Vincent und die Grenadinen|Saint-Vincent-et-les Grenadines|São Vicente e Granadinas|Saint Vincent and the Grenadines
VE VEN|Venezuela|Bolivarian Republic of Venezuela
VG VGB|British Virgin Islands|Isole Vergini Britanniche|Islas Vírgenes Británicas|Britische Jungferninseln|Îles Vierges britanniques|Ilhas Virgens Britânicas
VI VIR|U.S. Virgin Islands|Isole Vergini Americane|Islas Vírgenes de EE. UU.|Amerikanische Jungferninseln|Îles Vierges des États-Unis|Ilhas Virgens Americanas
VN VNM|Vietnam|Viêt Nam|Vietnã
VU VUT|Vanuatu
WF WLF|Wallis & Futuna|Wallis e Futuna|Wallis y Futuna|Wallis und Futuna|Wallis-et-Futuna|Wallis and Futuna
WS WSM|Samoa
XK XKX|Kosovo
YE YEM|Yemen|Jemen|Iêmen
YT MYT|Mayotte
ZA ZAF|South Africa|Sudafrica|Südafrika|Afrique du Sud|África do Sul|RSA|Republic of South Africa
ZM ZMB|Zambia|Sambia|Zambie
ZW ZWE|Zimbabwe|Zimbabue|Simbabwe
"""


def country_codes() -> frozenset[str]:
    """Return the two-letter codes of all countries."""
    return frozenset(line[:2] for line in COUNTRY_NAMES.splitlines())
