"""Words by which lists name kinds of things, and the kind that each means.

Words are ours to choose: only those that mean one kind alone, whoever writes them. A word that means a thing and what belongs to it
(*system*, *unit*, *monitor*) is none; a word before the last that only tells the build or the use of the thing (*dome*, *outdoor*) is passed over, and
any other is not: a *camera mount* is no camera.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from lamppost.model.vocabulary import DEVICE_KINDS, DeviceKind

_WORDS: dict[DeviceKind, str] = {
    "camera": """
camera | cameras | cam | ipcam | ip cam | webcam | camcorder | dashcam | cctv | nanny cam | videocamera | camera ip | camera de vidéosurveillance
kamera | kameras | ip kamera | netzwerkkamera | überwachungskamera | videokamera | domekamera | webkamera | bewachungskamera
caméra | caméras | caméra ip | caméra de surveillance | caméra de vidéosurveillance | cámara | cámaras | cámara ip | cámara de seguridad | cámara de vigilancia
câmera | câmeras | câmera ip | câmera de segurança | câmara | telecamera | telecamere | telecamera ip | telecamera di sorveglianza | beveiligingscamera | bewakingscamera
övervakningskamera | overvågningskamera | overvåkingskamera | valvontakamera | камера | ip камера | видеокамера | камера видеонаблюдения
摄像机 | 攝影機 | 摄像头 | 攝像機 | 网络摄像机 | 網路攝影機 | 监控摄像机 | 监控摄像头 | 高清摄像机 | 球机 | 枪机 | 半球
カメラ | 監視カメラ | 防犯カメラ | ネットワークカメラ | ipカメラ | 카메라 | 네트워크 카메라 | 감시카메라 | كاميرا | מצלמה | กล้อง
""",
    "doorbell": """
doorbell | doorbells | video doorbell | video door station | door station | intercom | video intercom | door phone | video door phone
türklingel | videoklingel | türsprechanlage | sprechanlage | gegensprechanlage | türstation | sonnette | interphone | visiophone | videoportero | portero automático
campanello | citofono | videocitofono | campainha | videoporteiro | deurbel | intercomsysteem | домофон | видеодомофон | 门铃 | 可视门铃 | 对讲机 | インターホン | 인터폰
""",
    "recorder": """
recorder | recorders | nvr | dvr | xvr | hvr | video recorder | network video recorder | digital video recorder | hybrid video recorder
rekorder | videorekorder | netzwerkrekorder | netzwerkvideorekorder | digitalrekorder | enregistreur | enregistreur vidéo | enregistreur numérique
grabador | grabador de vídeo | grabadora | videograbador | videoregistratore | registratore video | gravador | gravador de vídeo | videorecorder
видеорегистратор | регистратор | 录像机 | 錄影機 | 硬盘录像机 | 网络录像机 | 網路錄影機 | レコーダー | 録画機 | 녹화기
""",
    "access_terminal": """
access terminal | access control terminal | access controller | access control reader | card reader | face terminal | time clock terminal
zutrittsterminal | zutrittsleser | zeiterfassungsterminal | kartenleser | terminal de control de acceso | terminal d accès | 门禁机 | 门禁一体机 | 考勤机
""",
    "plate_reader": """
plate reader | alpr | anpr | lpr | alpr camera | anpr camera | lpr camera | license plate reader | licence plate reader | license plate recognition camera
kennzeichenleser | kennzeichenkamera | kennzeichenerfassung | 车牌识别机 | 车牌识别摄像机
""",
    "body_camera_dock": "body camera dock | bodycam dock | body worn camera dock",
    "conference": """
conference | conference system | conference camera | video conference system | video conferencing system | video bar | videokonferenzsystem | konferenzsystem
système de visioconférence | sistema de videoconferencia | 会议终端 | 视频会议终端
""",
    "speaker": "speaker | smart speaker | loudspeaker | ip speaker | lautsprecher | haut parleur | altavoz | altoparlante | luidspreker | колонка | 音箱 | スピーカー | 스피커",
    "microphone": "microphone | mic | mikrofon | micrófono | microfono | microfone | микрофон | 麦克风 | マイク | 마이크",
    "baby_monitor": "baby monitor | babyphone | babyfon | babycam | écoute bébé | vigilabebés | 婴儿监视器",
    "tv": "tv | television | smart tv | televisions | fernseher | téléviseur | televisor | televisore | televisie | телевизор | 电视 | 電視 | テレビ | 텔레비전",
    "phone": """
phone | smartphone | mobile phone | cell phone | iphone | telefon | mobiltelefon | handy | téléphone | teléfono | móvil | telefono | cellulare | telefone | celular | telefoon
телефон | смартфон | 手机 | 手機 | 電話 | スマートフォン | 휴대폰
""",
    "computer": """
computer | computers | pc | desktop | laptop | notebook | workstation | server | servers | tablet | thin client | mac mini | imac | macbook
rechner | arbeitsplatzrechner | ordinateur | serveur | ordenador | portátil | servidor | computador | portatile | компьютер | ноутбук | сервер | 电脑 | 電腦 | 笔记本 | 服务器 | パソコン | サーバー | 컴퓨터 | 서버
""",
    "printer": """
printer | printers | network printer | laser printer | multifunction printer | mfp | copier | plotter | drucker | laserdrucker | netzwerkdrucker | multifunktionsgerät | kopierer
imprimante | photocopieur | impresora | stampante | impressora | tulostin | skrivare | принтер | 打印机 | 印表機 | プリンター | プリンタ | 프린터
""",
    "router": """
router | routers | firewall | firewalls | gateway | modem | wlan router | routeur | pare feu | enrutador | cortafuegos | roteador
маршрутизатор | 路由器 | 防火墙 | ルーター | 라우터
""",
    "other": """
switch | switches | network switch | ethernet switch | poe switch | access point | access points | wireless access point | ups | projector | netzwerkswitch
commutateur | point d accès | conmutador | punto de acceso | punto di accesso | коммутатор | 交换机 | 交換器 | 接入点 | スイッチ | 스위치
""",
    "hub": "hub | smart home hub",
    "plug": "plug | smart plug | smart socket | steckdose | smarte steckdose | prise connectée | enchufe inteligente | 智能插座",
    "light": "light | lamp | smart bulb | bulb | leuchte | lampe | glühbirne | luminaire | ampoule | bombilla | lampada | lâmpada | 灯 | 照明",
    "sensor": "sensor | sensors | motion sensor | temperature sensor | detector | smoke detector | sensoren | bewegungsmelder | rauchmelder | capteur | détecteur | sensore | датчик | 传感器 | 感應器 | センサー | 센서",
    "appliance": "appliance | refrigerator | fridge | washing machine | dishwasher | oven | vacuum cleaner | kühlschrank | waschmaschine | spülmaschine | backofen | staubsauger",
}  # fmt: skip
_BUILDS = frozenset(
    [
        "ip",
        "network",
        "netzwerk",
        "dome",
        "bullet",
        "turret",
        "ptz",
        "fixed",
        "fix",
        "box",
        "cube",
        "eyeball",
        "fisheye",
        "panoramic",
        "multisensor",
        "thermal",
        "infrared",
        "ir",
        "hd",
        "fullhd",
        "uhd",
        "4k",
        "2k",
        "1080p",
        "720p",
        "analog",
        "analogue",
        "digital",
        "hybrid",
        "wired",
        "wireless",
        "wifi",
        "wlan",
        "poe",
        "mini",
        "micro",
        "indoor",
        "outdoor",
        "innen",
        "außen",
        "aussen",
        "security",
        "surveillance",
        "überwachungs",
        "cctv",
        "video",
        "vandal",
        "proof",
        "vandalproof",
        "weatherproof",
        "speed",
        "day",
        "night",
        "color",
        "colour",
        "smart",
        "pan",
        "tilt",
        "zoom",
        "corner",
        "ceiling",
        "pole",
        "mp",
        "2mp",
        "3mp",
        "4mp",
        "5mp",
        "6mp",
        "8mp",
        "12mp",
    ]
)
"""Words before the last that tell build or use alone."""
_APART = re.compile(r"[\s_/\-\u2013\u00b7,.()\[\]]+")


@lru_cache(maxsize=4096)
def kind_named(text: str) -> DeviceKind | None:
    """The kind of thing that a cell of a list names; None where its words mean none, or several.

    Args:
        text: The cell.
    """
    words = [one for one in _APART.split(unicodedata.normalize("NFKC", text).casefold()) if one]
    whole = " ".join(words)
    if (kind := _own("_".join(words)) or _MEANT.get(whole)) is not None:
        return kind
    for first in range(1, len(words)):
        if words[first - 1] not in _BUILDS:
            return None
        if (kind := _MEANT.get(" ".join(words[first:]))) is not None:
            return kind
    return None


def _own(word: str) -> DeviceKind | None:
    """A word of lamppost's own."""
    return word if word in DEVICE_KINDS and word != "unknown" else None  # type: ignore[return-value]


def _spelled(words: str) -> list[str]:
    apart = (" ".join(one.split()) for one in re.split(r"[|\n]", words))
    return [unicodedata.normalize("NFKC", one).casefold() for one in apart if one]


_MEANT: Mapping[str, DeviceKind] = MappingProxyType(
    {word: kind for kind, words in _WORDS.items() for word in _spelled(words)}
)
