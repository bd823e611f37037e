/** Countries: ISO 3166-1 codes and English short names; places too small for the map have a point of their own. */

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** ISO 3166-1 numeric, as the map names its shapes. */
  readonly numeric: string;
  readonly name: string;
  /** Degrees (longitude, latitude) where the map has no shape; centroids of Natural Earth 1:10m. */
  readonly point: readonly [number, number] | null;
}

const TABLE = `
AD 020 Andorra @1.6,42.5
AE 784 United Arab Emirates
AF 004 Afghanistan
AG 028 Antigua and Barbuda @-61.8,17.1
AI 660 Anguilla @-63.1,18.2
AL 008 Albania
AM 051 Armenia
AO 024 Angola
AQ 010 Antarctica
AR 032 Argentina
AS 016 American Samoa @-170.7,-14.3
AT 040 Austria
AU 036 Australia
AW 533 Aruba @-70,12.5
AX 248 Åland @19.9,60.2
AZ 031 Azerbaijan
BA 070 Bosnia and Herzegovina
BB 052 Barbados @-59.6,13.2
BD 050 Bangladesh
BE 056 Belgium
BF 854 Burkina Faso
BG 100 Bulgaria
BH 048 Bahrain @50.5,26.1
BI 108 Burundi
BJ 204 Benin
BL 652 Saint Barthélemy @-62.8,17.9
BM 060 Bermuda @-64.8,32.3
BN 096 Brunei Darussalam
BO 068 Bolivia
BQ 535 Bonaire, Sint Eustatius and Saba @-68.3,12.2
BR 076 Brazil
BS 044 Bahamas
BT 064 Bhutan
BV 074 Bouvet Island @3.4,-54.4
BW 072 Botswana
BY 112 Belarus
BZ 084 Belize
CA 124 Canada
CC 166 Cocos (Keeling) Islands @96.9,-12.2
CD 180 DR Congo
CF 140 Central African Republic
CG 178 Congo
CH 756 Switzerland
CI 384 Ivory Coast
CK 184 Cook Islands @-159.8,-21.2
CL 152 Chile
CM 120 Cameroon
CN 156 China
CO 170 Colombia
CR 188 Costa Rica
CU 192 Cuba
CV 132 Cape Verde @-23.6,15.1
CW 531 Curaçao @-69,12.2
CX 162 Christmas Island @105.6,-10.5
CY 196 Cyprus
CZ 203 Czechia
DE 276 Germany
DJ 262 Djibouti
DK 208 Denmark
DM 212 Dominica @-61.4,15.4
DO 214 Dominican Republic
DZ 012 Algeria
EC 218 Ecuador
EE 233 Estonia
EG 818 Egypt
EH 732 Western Sahara
ER 232 Eritrea
ES 724 Spain
ET 231 Ethiopia
FI 246 Finland
FJ 242 Fiji
FK 238 Falkland Islands (Malvinas)
FM 583 Micronesia, Federated States of @158.2,6.9
FO 234 Faroe Islands @-7,62.1
FR 250 France
GA 266 Gabon
GB 826 United Kingdom
GD 308 Grenada @-61.7,12.1
GE 268 Georgia
GF 254 French Guiana @-53.1,4
GG 831 Guernsey @-2.6,49.5
GH 288 Ghana
GI 292 Gibraltar @-5.3,36.1
GL 304 Greenland
GM 270 Gambia
GN 324 Guinea
GP 312 Guadeloupe @-61.5,16.2
GQ 226 Equatorial Guinea
GR 300 Greece
GS 239 South Georgia and the South Sandwich Islands @-36.7,-54.4
GT 320 Guatemala
GU 316 Guam @144.8,13.4
GW 624 Guinea-Bissau
GY 328 Guyana
HK 344 Hong Kong @114.2,22.4
HM 334 Heard Island and McDonald Islands @73.5,-53.1
HN 340 Honduras
HR 191 Croatia
HT 332 Haiti
HU 348 Hungary
ID 360 Indonesia
IE 372 Ireland
IL 376 Israel
IM 833 Isle of Man @-4.5,54.2
IN 356 India
IO 086 British Indian Ocean Territory @72.4,-7.4
IQ 368 Iraq
IR 364 Iran
IS 352 Iceland
IT 380 Italy
JE 832 Jersey @-2.1,49.2
JM 388 Jamaica
JO 400 Jordan
JP 392 Japan
KE 404 Kenya
KG 417 Kyrgyzstan
KH 116 Cambodia
KI 296 Kiribati @-157.4,1.8
KM 174 Comoros @43.3,-11.7
KN 659 Saint Kitts and Nevis @-62.8,17.3
KP 408 North Korea
KR 410 South Korea
KW 414 Kuwait
KY 136 Cayman Islands @-81.3,19.3
KZ 398 Kazakhstan
LA 418 Lao People's Democratic Republic
LB 422 Lebanon
LC 662 Saint Lucia @-61,13.9
LI 438 Liechtenstein @9.5,47.1
LK 144 Sri Lanka
LR 430 Liberia
LS 426 Lesotho
LT 440 Lithuania
LU 442 Luxembourg
LV 428 Latvia
LY 434 Libya
MA 504 Morocco
MC 492 Monaco @7.4,43.7
MD 498 Moldova, Republic of
ME 499 Montenegro
MF 663 Saint Martin (French part) @-63.1,18.1
MG 450 Madagascar
MH 584 Marshall Islands @171.2,7.1
MK 807 North Macedonia
ML 466 Mali
MM 104 Myanmar
MN 496 Mongolia
MO 446 Macao @113.6,22.1
MP 580 Northern Mariana Islands @145.7,15.2
MQ 474 Martinique @-61,14.7
MR 478 Mauritania
MS 500 Montserrat @-62.2,16.7
MT 470 Malta @14.4,35.9
MU 480 Mauritius @57.6,-20.3
MV 462 Maldives @73.5,4.2
MW 454 Malawi
MX 484 Mexico
MY 458 Malaysia
MZ 508 Mozambique
NA 516 Namibia
NC 540 New Caledonia
NE 562 Niger
NF 574 Norfolk Island @168,-29
NG 566 Nigeria
NI 558 Nicaragua
NL 528 Netherlands
NO 578 Norway
NP 524 Nepal
NR 520 Nauru @166.9,-0.5
NU 570 Niue @-169.9,-19
NZ 554 New Zealand
OM 512 Oman
PA 591 Panama
PE 604 Peru
PF 258 French Polynesia @-149.4,-17.7
PG 598 Papua New Guinea
PH 608 Philippines
PK 586 Pakistan
PL 616 Poland
PM 666 Saint Pierre and Miquelon @-56.3,47
PN 612 Pitcairn @-128.3,-24.4
PR 630 Puerto Rico
PS 275 Palestine
PT 620 Portugal
PW 585 Palau @134.6,7.5
PY 600 Paraguay
QA 634 Qatar
RE 638 Reunion @55.5,-21.1
RO 642 Romania
RS 688 Serbia
RU 643 Russia
RW 646 Rwanda
SA 682 Saudi Arabia
SB 090 Solomon Islands
SC 690 Seychelles @55.5,-4.7
SD 729 Sudan
SE 752 Sweden
SG 702 Singapore @103.8,1.4
SH 654 Saint Helena @-5.7,-16
SI 705 Slovenia
SJ 744 Svalbard and Jan Mayen @16,78.5
SK 703 Slovakia
SL 694 Sierra Leone
SM 674 San Marino @12.4,43.9
SN 686 Senegal
SO 706 Somalia
SR 740 Suriname
SS 728 South Sudan
ST 678 Sao Tome and Principe @6.6,0.2
SV 222 El Salvador
SX 534 Sint Maarten (Dutch part) @-63.1,18
SY 760 Syrian Arab Republic
SZ 748 Eswatini
TC 796 Turks and Caicos Islands @-71.7,21.8
TD 148 Chad
TF 260 French Southern Territories
TG 768 Togo
TH 764 Thailand
TJ 762 Tajikistan
TK 772 Tokelau @-171.8,-9.2
TL 626 Timor-Leste
TM 795 Turkmenistan
TN 788 Tunisia
TO 776 Tonga @-175.2,-21.2
TR 792 Türkiye
TT 780 Trinidad and Tobago
TV 798 Tuvalu @179.2,-8.5
TW 158 Taiwan
TZ 834 Tanzania
UA 804 Ukraine
UG 800 Uganda
UM 581 United States Minor Outlying Islands @-162.1,5.9
US 840 United States
UY 858 Uruguay
UZ 860 Uzbekistan
VA 336 Holy See (Vatican City State) @12.5,41.9
VC 670 Saint Vincent and the Grenadines @-61.2,13.3
VE 862 Venezuela
VG 092 Virgin Islands, British @-64.6,18.4
VI 850 Virgin Islands, U.S. @-64.8,17.7
VN 704 Vietnam
VU 548 Vanuatu
WF 876 Wallis and Futuna @-176.2,-13.3
WS 882 Samoa @-172.4,-13.6
XK 983 Kosovo
YE 887 Yemen
YT 175 Mayotte @45.2,-12.8
ZA 710 South Africa
ZM 894 Zambia
ZW 716 Zimbabwe
`;

function readRow(row: string): Country {
  const [words, point] = row.split(' @') as [string, string | undefined];
  const [longitude, latitude] = (point ?? '').split(',').map(Number);
  return {
    code: words.slice(0, 2),
    numeric: words.slice(3, 6),
    name: words.slice(7),
    point: point === undefined ? null : [longitude!, latitude!],
  };
}

export const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  TABLE.trim()
    .split('\n')
    .map((row) => [row.slice(0, 2), readRow(row)]),
);

/** The name of a country, or its code where it is none that is known. */
export function countryName(code: string): string {
  return COUNTRIES.get(code)?.name ?? code;
}
