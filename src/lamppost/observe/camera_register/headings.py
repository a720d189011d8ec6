"""What the columns of registers of cameras hold, by their headings; a column that none of these words heads is not read.

Words are ours to choose, as in `observe.tabular.headings`: only those that name one thing. Names of OpenStreetMap's tags are known as
they are, also with `tags_` before them, as exports of tables have them.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lamppost.model.ground import CAMERA_TAGS
from lamppost.observe.tabular.headings import LONGEST, heading_of, meaning_of

LATITUDE, LONGITUDE, POINT, NAME = "latitude", "longitude", "point", "id"
KIND, NUMBER = "osm kind", "osm number"
_WORDS = {
    LATITUDE: "latitude | lat | lat deg | latitude deg | latitude wgs84 | lat wgs84 | wgs84 lat | y wgs84 | breitengrad | geogr breite | geographische breite"
    " | breite | latitud | latitudine | latitude y | leveysaste | szerokość geograficzna | latitude decimal | decimal latitude | y | point y | coord y | 纬度 | 緯度 | 위도 | широта",
    LONGITUDE: "longitude | lon | lng | long | lon deg | longitude deg | longitude wgs84 | lon wgs84 | lng wgs84 | wgs84 lon | x wgs84 | längengrad | geogr länge"
    " | geographische länge | länge | longitud | longitudine | longitude x | pituusaste | długość geograficzna | longitude decimal | decimal longitude | x | point x | coord x | 经度 | 經度 | 経度 | 경도 | долгота",
    POINT: "geo point 2d | geo point | geopoint | lat lon | lat lng | lat long | latitude longitude | latlon | latlng | wkt | the geom | geom | geometry | wkt geom",
    NAME: "id | camera id | cam id | camera no | camera number | cameraid | camid | kamera id | kamera nr | kameranummer | id caméra | numéro caméra | id camera | id cámara | id telecamera | objectid | asset id | ref",
    KIND: "osm type | osmtype",
    NUMBER: "osm id | osmid",
    "operator": "operated by | camera operator | betreiber | exploitant | opérateur | operador | operatore | gestore | titolare | responsable du traitement | verantwortlicher | beheerder | ylläpitäjä | operatör | 运营商 | 運営者",
    "operator:type": "operator kind | betreiberart | betreibertyp",
    "manufacturer": "maker | camera manufacturer | camera make | make | hersteller | fabricant | fabricante | fabbricante | produttore | fabrikant | valmistaja | 制造商 | メーカー",
    "brand": "camera brand | marke | marque | marca | merk",
    "model": "camera model | kameramodell | modell | modèle | modelo | modello | malli | 型号",
    "surveillance:type": "surveillance type | device type | equipment type",
    "surveillance:zone": "surveillance zone | zone | zone type",
    "surveillance": "surveillance kind | monitored space",
    "camera:type": "camera type | camera typ | type of camera | cam type | cameratype | kameratyp | kamera typ | bauart | type de caméra | type caméra | tipo de cámara | tipo telecamera | tipo di telecamera | kameratyyppi",
    "camera:mount": "camera mount | type of mount | mount | mount type | mounting | mounted on | montage | montageart | befestigung | fixation | support | montaje | montaggio | kiinnitys",
    "camera:direction": "camera direction | direction cardinal | bearing | heading | azimuth | azimut | blickrichtung | ausrichtung | richtung | orientation | orientación | orientamento | suunta",
    "camera:angle": "camera angle | tilt | tilt angle | neigung | neigungswinkel | inclinaison",
    "camera:range": "camera range | range m | range | radius | reichweite | portée | alcance | portata",
    "camera:resolution": "camera resolution | resolution | auflösung | résolution | resolución | risoluzione",
    "height": "height m | camera height | mounting height | mount height | höhe | montagehöhe | hauteur | altura | altezza | hoogte | korkeus",
    "camera:count": "camera count | number of cameras | cameras | anzahl kameras | anzahl der kameras | nombre de caméras | número de cámaras | numero telecamere | numero di telecamere | kameroiden määrä",
    "start_date": "start date | installed | install date | installation date | date installed | commissioned | in betrieb seit | inbetriebnahme | installationsdatum | date de mise en service | date d installation | fecha de instalación | data installazione",
    "check_date": "check date | checked | last checked | survey date | verified on | geprüft am | date de vérification",
    "access": "zugang",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_PREFIX = re.compile(r"^(?:tags|tag|properties|osm tags)\s")


def _known() -> Mapping[str, str]:
    found = {heading_of(tag): tag for tag in CAMERA_TAGS}
    for field, words in _WORDS.items():
        found |= {heading_of(word): field for word in words.split("|")}
    return MappingProxyType(found)


FIELDS = _known()
"""What each heading that is known says of its column: a tag of OpenStreetMap, or where a camera is and what it is called."""
_ASSET_WORDS = ("mac", "address", "host")
_FLOW_WORDS = frozenset(
    {"src ip", "dst ip", "source ip", "destination ip", "src port", "dst port", "id orig h", "id resp h"}
)


def field_of(heading: str) -> str | None:
    """What a heading says that its column holds; None where it is not known."""
    if len(heading) > LONGEST:
        return None
    plain = heading_of(_CAMEL.sub(" ", heading))
    for word in (plain, heading_of(heading), heading_of(_BRACKETS.sub(" ", heading))):
        found = FIELDS.get(word) or FIELDS.get(_PREFIX.sub("", word))
        if found is not None:
            return found
    return None


def fields_of(headings: Sequence[str]) -> dict[str, list[int]] | None:
    """Places of the columns of each field; None where they do not say where a camera is, or are those of things in a network.

    A table that has MAC or IP addresses, or names of hosts, is an inventory, even where it says where each thing stands.
    """
    found: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if (field := field_of(heading)) is not None:
            found.setdefault(field, []).append(place)
        elif meaning_of(heading) in _ASSET_WORDS or heading_of(heading) in _FLOW_WORDS:
            return None
    return found if POINT in found or (LATITUDE in found and LONGITUDE in found) else None


def is_of_openstreetmap(headings: Sequence[str]) -> bool:
    """Whether a table has the tag by which OpenStreetMap tells cameras: then it was exported from there."""
    return any(_PREFIX.sub("", heading_of(heading)) == "man made" for heading in headings)
