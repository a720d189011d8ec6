"""Words that head columns of suppliers, inventories and asset registers, and what each says that its column holds.

Words are ours to choose: only those that name one thing alone, whoever writes them. What heads different things in different
lists stands in `UNCLEAR`, and the cells decide. What heads people, places or serial numbers is known so as never to be kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_MAKER = """
maker | manufacturer | manufacturers | manufacturer name | manufacturer s name | name of manufacturer | mfr | mfr name | mfg | mfgr | manuf
device manufacturer | equipment manufacturer | hardware manufacturer | product manufacturer | device maker | manufactured by | made by
hersteller | herstellername | name des herstellers | gerätehersteller | produzent
fabricant | nom du fabricant | constructeur | fabricante | nombre del fabricante | nome do fabricante | fabricantes
fabbricante | produttore | costruttore | nome produttore | fabrikant | fabrikantnaam | producent
tillverkare | produsent | fabrikat | valmistaja | výrobce | výrobca | proizvođač | proizvajalec | gyártó | producător | gamintojas | ražotājs | tootja
производитель | изготовитель | виробник | производител | κατασκευαστής | üretici | üretici firma | imalatçı
制造商 | 製造商 | 厂商 | 廠商 | 厂家 | 廠家 | 生产厂家 | 生產廠家 | 生产厂商 | 生产商 | 设备厂商 | 设备厂家 | 制造厂商 | 制造厂家 | 厂商名称 | 制造商名称
メーカー | メーカ | メーカー名 | 製造元 | 製造業者 | 製造者 | 제조사 | 제조업체 | 제조회사 | 제조원
الشركة المصنعة | الصانع | יצרן | nhà sản xuất | hãng sản xuất | ผู้ผลิต | pabrikan
"""
_BRAND = """
brand | brand name | brands | device brand | product brand | trade mark | trademark | make brand
marke | markenname | marque | nom de marque | marca | nombre de marca | nome da marca | merk | merknaam | merkki | tuotemerkki
varumärke | varemærke | varemerke | mærke | značka | márka | marka | brändi | марка | бренд | торговая марка | торгова марка
品牌 | 品牌名称 | 厂牌 | 廠牌 | 商标 | ブランド | ブランド名 | 브랜드 | 상표 | العلامة التجارية | מותג | thương hiệu | ยี่ห้อ | merek
"""
_MODEL = """
model | models | model no | model nr | model number | model name | model id | modelnumber | device model | product model | equipment model | hardware model
modell | modellnummer | modellbezeichnung | modell nr | gerätemodell | modèle | modele | numéro de modèle | référence modèle
modelo | número de modelo | modello | numero modello | modelnaam | modelnr | modelnummer | malli | modelbetegnelse | modelis | mudel | típus
модель | номер модели | модел | μοντέλο | model adı
型号 | 型號 | 产品型号 | 產品型號 | 设备型号 | 設備型號 | 规格型号 | 規格型號 | 型番 | 型式 | モデル | 機種 | 機種名 | 모델 | 모델명 | 모델번호
الموديل | الطراز | דגם | mẫu | รุ่น
"""
_KIND = """
kind | device kind | category | device category | device class | equipment type | equipment category | asset type | asset category | asset class | product category | product type | device role
kategorie | gerätekategorie | gerätetyp | geräteart | geräteklasse | produktgruppe | warengruppe
catégorie | type d équipement | type d appareil | type de matériel | categoría | categoria | tipo de equipo | tipo de dispositivo | tipo de equipamento
tipo dispositivo | tipo di dispositivo | categorie | apparaattype | kategori | kategoria | laitetyyppi | enhetstyp | utstyrstype
категория | тип устройства | тип оборудования | тип пристрою
设备类型 | 設備類型 | 设备类别 | 设备种类 | 类型 | 類型 | 类别 | 類別 | 种类 | 产品类别 | 種類 | 種別 | 機器種別 | 종류 | 장비유형 | 분류
"""
_MAC = """
mac | mac address | mac addr | mac id | macaddress | macaddr | mac addresses | mac 1 | hardware address | physical address | ethernet address | ethernet mac | lan mac | wired mac | wifi mac | wlan mac | mac eth0
mac adresse | macadresse | hardwareadresse | hardware adresse | physische adresse | physikalische adresse
adresse mac | adresse physique | dirección mac | direccion mac | dirección física | endereço mac | endereco mac | indirizzo mac | indirizzo fisico
mac adres | mac adress | mac osoite | adres mac | mac cím | mac адрес | mac address 1 | mac 地址 | mac地址 | 物理地址 | 硬件地址 | 網卡位址 | macアドレス | 物理アドレス | mac주소 | mac 주소
"""
_ADDRESS = """
ip | ip address | ip addr | ipaddress | ip addresses | ipv4 | ipv4 address | ipv6 | ipv6 address | ip v4 | ip 1 | primary ip | primary ipv4 | primary ip4 | primary ip address | management ip | mgmt ip | management ip address | management address | device ip | host ip | lan ip | static ip | ip address v4
ip adresse | ipadresse | ipv4 adresse | adresse ip | dirección ip | direccion ip | endereço ip | endereco ip | indirizzo ip
ip adres | ip adress | ip osoite | adres ip | ip cím | ip адрес | ip地址 | ip 地址 | 管理ip | 管理地址 | 设备ip | ipアドレス | ip주소 | ip 주소
"""
_HOST = """
host | hostname | host name | hostnames | dns name | dns | dns hostname | dns entry | fqdn | netbios name | network name | device hostname | system name | sysname
rechnername | hostnamen | netzwerkname | nom d hôte | nom dns | nombre de host | nombre del host | nome host | nome do host | hostnaam | värdnamn | vertsnavn | isäntänimi
имя хоста | 主机名 | 主機名稱 | 主机名称 | ホスト名 | 호스트명 | 호스트 이름
"""
_SERIAL = """
serial | serial no | serial nr | serial number | serial num | serialnumber | serials | s n | sn | service tag | asset tag | asset number | asset id | asset no | inventory number | inventory no | inventory id | barcode | imei | imsi | iccid | uuid | license key | licence key
seriennummer | serien nr | seriennr | inventarnummer | inventarnr | numéro de série | n de série | numero de serie | número de serie | número de série | numero di serie | matricola
serienummer | serienr | sarjanumero | numer seryjny | sériové číslo | sorozatszám | серийный номер | заводской номер | инвентарный номер
序列号 | 序號 | 序列號 | 设备序列号 | 资产编号 | 資產編號 | 编号 | シリアル番号 | 製造番号 | 資産番号 | 시리얼번호 | 일련번호
"""
_PEOPLE = """
owner | owners | owner name | asset owner | device owner | business owner | contact | contacts | contact name | contact person | user | users | user name | username | login | assigned to | assignee | responsible | responsible person | person | employee | staff | custodian | holder | requester | requestor | approver | purchased by | buyer | administrator | admin | technician | installer | tenant | customer | client | email | e mail | email address | mail | phone | phone number | telephone | mobile | first name | last name | surname | full name | given name | password | passwd | remarks | remark | comment | comments | note | notes | description
besitzer | eigentümer | verantwortlich | verantwortlicher | ansprechpartner | ansprechpartnerin | kontakt | benutzer | nutzer | mitarbeiter | inventarverantwortlicher | telefon | vorname | nachname | bemerkung | bemerkungen | kommentar | beschreibung | kunde
propriétaire | responsable | utilisateur | contacto | usuario | propietario | responsable del equipo | proprietario | proprietário | responsabile | utente | eigenaar | gebruiker | verantwoordelijke | ägare | användare | ansvarig | eier | bruker | omistaja | käyttäjä
владелец | ответственный | пользователь | контакт | 负责人 | 責任人 | 使用人 | 联系人 | 聯絡人 | 所有者 | 保管人 | 联系电话 | 备注 | 担当者 | 所有者名 | 使用者 | 備考 | 담당자 | 사용자 | 비고
"""
_PLACE = """
location | locations | site | site name | room | building | floor | city | town | street | street address | postal address | zip | zip code | postcode | country | region | state | county | latitude | longitude | lat | lon | lng | coordinates | gps | place | department | dept | cost center | cost centre | rack | position | zone | area | campus | office | installation place | switch | switch port | port
standort | ort | raum | gebäude | etage | stockwerk | stadt | straße | plz | land | abteilung | kostenstelle | lieu | emplacement | site d installation | bâtiment | étage | ville | service | ubicación | ubicacion | edificio | sala | localização | luogo | sede | stanza | piano | ufficio | locatie | ruimte | gebouw | plats | rum | byggnad | plassering | sijainti | huone
расположение | местоположение | помещение | адрес | 位置 | 地点 | 地點 | 安装位置 | 安装地点 | 安裝位置 | 房间 | 楼层 | 部门 | 部門 | 设置场所 | 設置場所 | 場所 | 拠点 | 위치 | 장소 | 부서
"""
_UNCLEAR = """
vendor | vendors | vendor name | vendor company | supplier | suppliers | supplier name | make | makes | oem | producer | company | company name | firm | entity | organisation | organization | legal name | name | names | source | distributor | provider | partner | lieferant | anbieter | firma | unternehmen | name des lieferanten | fournisseur | proveedor | empresa | fornecedor | fornitore | azienda | leverancier | leverantör | leverandør | toimittaja | dostawca | dodavatel | поставщик | компания | вендор | 供应商 | 供應商 | 供货商 | 公司 | 公司名称 | 企业名称 | 单位名称 | 名称 | 仕入先 | 会社名 | 供給元 | 공급업체 | 업체명 | 회사
make model | make and model | manufacturer model | brand model | hersteller modell | type | types | typ | tipo | tipus | tyyppi | тип | art | device type | devicetype | device | item | product | product name | produkt | produit | producto | prodotto | artikel | article | artículo | articolo | equipment | asset | asset name | device name | gerät | gerätename | bezeichnung | designation | désignation | part number | part no | p n | sku | role | function | address | adresse | addresses | dirección | endereço | indirizzo | id | no | nr | number | 设备 | 设备名称 | 設備名稱 | 产品 | 产品名称 | 地址 | 機器名 | 製品名 | 품명 | 장비명 | 주소
"""

PRIVATE = ("serial", "people", "place")
"""What columns of it is counted, and never kept."""
UNCLEAR = "unclear"
_SUPPLIERS = "supplier"


def heading_of(cell: str) -> str:
    """The words of a heading, spelled in the one way that they are compared in."""
    text = unicodedata.normalize("NFKC", cell).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _words() -> Mapping[str, str]:
    parts = {
        "maker": _MAKER,
        "brand": _BRAND,
        "model": _MODEL,
        "kind": _KIND,
        "mac": _MAC,
        "address": _ADDRESS,
    }
    parts |= {"host": _HOST, "serial": _SERIAL, "people": _PEOPLE, "place": _PLACE, UNCLEAR: _UNCLEAR}
    return MappingProxyType(
        {
            heading_of(word): meaning
            for meaning, text in parts.items()
            for line in text.strip().splitlines()
            for word in line.split("|")
        }
    )


WORDS = _words()
"""What each heading that is known says of its column: a field, one of `PRIVATE`, or `UNCLEAR`."""

_BRACKETS = re.compile(r"[(\[（【<].*?[)\]）】>]")
LONGEST = 500
"""Letters of a heading; no longer text is one that is known."""


def meaning_of(heading: str) -> str | None:
    """What a heading says that its column holds; None where it is not known.

    What stands in brackets is an addition, where the words without it are known: `Manufacturer (OEM)`.
    """
    if len(heading) > LONGEST:
        return None
    return WORDS.get(heading_of(heading)) or WORDS.get(heading_of(_BRACKETS.sub(" ", heading)))
