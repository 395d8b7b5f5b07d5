"""What is photographed: the cameras with their places, and every drop with its vehicle and its moments. All invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from street import Site
from studio import View
from vehicles import Look, Plate

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Camera:
    """A camera: its row in cameras.csv, its scene and how it writes into the picture. x of the stop line's vehicles: near, over."""

    code: str
    name: str
    place: str
    commune: str
    unit: str
    function: str
    plan: str
    calibrated_until: str
    certificate: str
    site: Site
    view: View
    style: int = 0
    listed: bool = True
    signal: tuple[float, ...] = ()  # masts: x and length of arm, by turns
    lane: int = -1


def _view(x: float, y: float, height: float, aim_y: float, angle: float, size: tuple[int, int] = (1600, 900), aim_z: float = 0.7) -> View:
    return View((0.0, y, height), (x, aim_y, aim_z), angle, size)


CAMERAS = {c.code: c for c in (
    Camera("BG01", "Ngã tư Đồi Chè, hướng Bến Đá", "Ngã tư đường Đồi Chè - đường Bến Đá, phường Bắc Giang, tỉnh Bắc Ninh", "07210", "DOI1",
           "RED_LIGHT LANE LINE_CROSSING", "KH-GS/2026-01", "2027-03-31", "GCN-TD-0001",
           Site(3, median=1.4, junction=34.0), _view(35, -4.5, 6.2, -4.6, 18.6), 0, signal=(33.0, 0.0, 47.5, 4.8)),
    Camera("BG02", "Đường Bến Đá, làn xe máy", "Đường Bến Đá đoạn trước ngã tư Đồi Chè, phường Bắc Giang, tỉnh Bắc Ninh", "07210", "DOI1",
           "RED_LIGHT NO_HELMET LANE", "KH-GS/2026-01", "2027-03-31", "GCN-TD-0002",
           Site(8, median=1.2, junction=31.0, arrows=("left", "straight"), trees=0), _view(30.5, -6.9, 5.7, -6.95, 9.6, (1440, 1080), 1.05), 1, signal=(30.0, 0.0), lane=-2),
    Camera("DM03", "Phố Vườn Mới, đường một chiều", "Phố Vườn Mới, phường Đa Mai, tỉnh Bắc Ninh", "07228", "DOI1",
           "WRONG_WAY ILLEGAL_PARKING", "KH-GS/2026-02", "2027-01-31", "GCN-TD-0003",
           Site(6, away=2, toward=0, median=0.0, centre="none", one_way=True, arrows=("straight",), signs=(("one_way", 33, -7.6),), pavement=2.5, trees=14),
           _view(30, -3.5, 5.4, -3.5, 17.5), 2),
    Camera("CH04", "Ngã ba Cầu Bến Chũ", "Ngã ba đường Cầu Bến - đường Vườn Vải, phường Chũ, tỉnh Bắc Ninh", "07525", "DOI2",
           "RED_LIGHT LINE_CROSSING NO_HELMET", "KH-GS/2026-03", "2027-05-31", "GCN-TD-0004",
           Site(11, away=1, toward=1, median=0.0, centre="solid", junction=33.0, arrows=("all",), kerb="red", cross=9.0), _view(34, -2.0, 5.8, -2.6, 15.5), 0, signal=(32.0, 0.0, 43.0, 3.0)),
    Camera("KE05", "Km 7+450 đường Núi Đèo", "Km 7+450 đường Núi Đèo, xã Kép, tỉnh Bắc Ninh", "07399", "DOI2",
           "SPEED", "KH-GS/2026-04", "2027-02-28", "GCN-TD-0005",
           Site(5, median=2.0, left="fields", right="fields", signs=(("limit_60", 44, 10.2),), trees=24, cables=False), _view(33, 4.6, 6.3, 4.4, 16.5), 0, lane=1),
    Camera("LN06", "Đường Ven Sông, đoạn Đồi Ngói", "Km 3+200 đường Ven Sông, xã Lục Nam, tỉnh Bắc Ninh", "07444", "DOI2",
           "SPEED", "KH-GS/2026-04", "2027-02-28", "GCN-TD-0006",
           Site(12, away=1, toward=1, median=0.0, centre="broken", left="fields", right="houses", signs=(("limit_50", 31, -5.3),), trees=16, arrows=("straight",)), _view(31, -2.2, 5.6, -2.5, 13.0), 1),
    Camera("NE08", "Đường Khu công nghiệp Nếnh Hạ", "Đường gom Nếnh Hạ, phường Nếnh, tỉnh Bắc Ninh", "07795", "DOI1",
           "NO_ENTRY ILLEGAL_PARKING", "KH-GS/2026-05", "2027-04-30", "GCN-TD-0008",
           Site(14, away=1, toward=1, median=0.0, centre="broken", signs=(("no_truck", 24.5, -4.6), ("no_parking", 27.5, -4.7)), arrows=("straight",), trees=12), _view(31, -2.2, 5.6, -2.5, 16.5), 0),
    Camera("HH09", "Phố Chợ Thắng Lợi", "Phố Chợ Thắng Lợi, xã Hiệp Hòa, tỉnh Bắc Ninh", "07840", "DOI1",
           "NO_HELMET LANE", "KH-GS/2026-06", "2027-06-30", "GCN-TD-0009",
           Site(18, away=1, toward=1, median=0.0, centre="broken", arrows=("straight",), trees=0, kerb="red"), _view(29.5, -1.9, 5.2, -2.0, 9.4, (1440, 1080), 1.0), 2),
    Camera("TY10", "Ngã tư Cao Lầu", "Ngã tư Cao Lầu, xã Tân Yên, tỉnh Bắc Ninh", "07339", "DOI1",
           "RED_LIGHT", "KH-GS/2026-06", "2027-06-30", "GCN-TD-0010",
           Site(21, median=1.2, junction=34.0), _view(34, -4.4, 6.0, -4.6, 16.5), 0, signal=(33.0, 0.0)),
    Camera("YT11", "Km 2+800 đường Đồn Điền", "Km 2+800 đường Đồn Điền, xã Yên Thế, tỉnh Bắc Ninh", "07288", "DOI2",
           "SPEED", "KH-GS/2026-07", "2026-09-30", "GCN-TD-0011",
           Site(23, away=1, toward=1, median=0.0, centre="broken", left="trees", right="fields", signs=(("limit_50", 34, 5.4),), trees=8, cables=True), _view(31, 2.0, 5.8, 2.0, 15.0), 0, lane=1),
    Camera("SD12", "Đèo Mây Xanh", "Km 11+100 đường Đèo Mây Xanh, xã Sơn Động, tỉnh Bắc Ninh", "07615", "DOI2",
           "LINE_CROSSING SPEED", "KH-GS/2026-07", "2027-07-31", "GCN-TD-0012",
           Site(26, away=1, toward=1, median=0.0, centre="solid", left="trees", right="fields", trees=10, cables=True, kerb="red", arrows=("straight",)), _view(31, 0.4, 5.8, 0.4, 15.5), 1, lane=1),
    Camera("VY07", "Cầu vượt Bích Sơn", "Nút giao cầu vượt Bích Sơn, phường Việt Yên, tỉnh Bắc Ninh", "07777", "DOI1",
           "", "KH-GS/2026-05", "2027-04-30", "GCN-TD-0007", Site(1), _view(30, 0, 6, 0, 16)),
    Camera("LG13", "Đường Kênh Nam", "Đường Kênh Nam, xã Lạng Giang, tỉnh Bắc Ninh", "07375", "DOI1", "RED_LIGHT", "", "", "",
           Site(29, away=1, toward=1, median=0.0, centre="broken", left="fields", right="trees", trees=10, arrows=("straight",)), _view(31, -2.0, 5.6, -2.2, 14.5), 2, listed=False),
)}

# Latitude and longitude, WGS 84: invented spots, each within some kilometres of its real commune. No camera stands there.
POSITIONS = {
    "BG01": "21.2731 106.1946",
    "BG02": "21.2738 106.1949",
    "DM03": "21.2850 106.1700",
    "CH04": "21.3811 106.5601",
    "KE05": "21.4200 106.2900",
    "LN06": "21.3000 106.3900",
    "VY07": "21.2700 106.1000",
    "NE08": "21.2400 106.1100",
    "HH09": "21.3500 105.9800",
    "TY10": "21.3900 106.1300",
    "YT11": "21.4900 106.1300",
    "SD12": "21.3400 106.8500",
}


@dataclass(frozen=True)
class Moment:
    """One picture: its role, where the vehicle's middle stands, seconds after the first, state of the signal and its count."""

    role: str
    x: float
    y: float = 0.0  # off the lane's middle
    after: float = 0.0
    state: str = "red"
    count: int = 20
    turn: float = 0.0


@dataclass(frozen=True)
class Drop:
    """One drop. `at`: the first picture's moment. note: why it is here (for people)."""

    camera: str
    at: datetime
    light: str
    behaviour: str
    look: Look
    moments: tuple[Moment, ...]
    kind: str = "car"
    lane: int = 0
    speed: tuple[float, int] | None = None
    close_up: bool = True
    clip: bool = False
    corrupt: bool = False
    unreadable: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        """Camera, day and minute, as the camera names its files."""
        return f"{self.camera.lower()}-{self.at:%m%d-%H%M}"

    @property
    def folder(self) -> str:
        """The day it was taken."""
        return f"{self.at:%Y-%m-%d}"


def _at(day: str, time: str) -> datetime:
    seed = sum(ord(c) for c in day + time)
    return datetime.fromisoformat(f"2026-{day}T{time}:{seed * 7 % 60:02d}.{seed * 37 % 1000:03d}").replace(tzinfo=VIETNAM)


def _light_jump(camera: str, near: float, over: float, count: int) -> tuple[Moment, ...]:
    """The set that proves a red light: before the line, and over it, the light red in both."""
    return (Moment("before", near, 0.0, 0.0, "red", count), Moment("at", over, 0.1, 1.24, "red", count - 1))


def car_jumps(count: int = 24, near: float = 26.9, over: float = 32.6) -> tuple[Moment, ...]:
    """A car over BG01's or TY10's line."""
    return _light_jump("", near, over, count)


def bike_jumps(count: int = 18) -> tuple[Moment, ...]:
    """A motorcycle over BG02's line."""
    return (Moment("before", 25.9, -0.3, 0.0, "red", count), Moment("at", 29.2, -0.2, 0.92, "red", count - 1))


WHITE, BLACK, SILVER, GREY, RED, BLUE, BROWN, YELLOW = (226, 227, 225), (26, 27, 29), (158, 162, 166), (84, 88, 92), (146, 18, 22), (24, 52, 112), (74, 52, 40), (222, 172, 24)

DROPS: tuple[Drop, ...] = (
    # --- cases that went the whole way
    Drop("BG01", _at("08-17", "07:31"), "sun", "RED_LIGHT", Look("sedan", WHITE, Plate("98A-426.83"), 11), car_jumps(31), clip=True, note="đèn đỏ, xe con trắng"),
    Drop("BG02", _at("08-18", "07:05"), "morning", "RED_LIGHT", Look("scooter", RED, Plate("98-B3 572.64"), 12, shirt=(206, 204, 196), helmet=(188, 30, 34)), bike_jumps(), "motorcycle"),
    Drop("KE05", _at("08-20", "16:12"), "haze", "SPEED", Look("hatch", SILVER, Plate("98A-537.29"), 13), (Moment("at", 29.0), Moment("after", 26.4, 0, 0.21)), speed=(77, 60)),
    Drop("BG01", _at("08-21", "09:47"), "sun", "RED_LIGHT", Look("suv", BLACK, Plate("98A-602.58"), 14), car_jumps(12), note="nộp một phần rồi quá hạn"),
    Drop("HH09", _at("08-24", "10:20"), "overcast", "NO_HELMET", Look("motorcycle", BLUE, Plate("98-H1 084.27"), 15, rider="bare", shirt=(172, 60, 48)), (Moment("at", 26.4, -0.1),), "motorcycle"),
    Drop("DM03", _at("08-26", "14:05"), "sun", "WRONG_WAY", Look("pickup", GREY, Plate("98C-286.45"), 16), (Moment("at", 27.8, 0.2), Moment("after", 24.2, 0.1, 0.88)), "truck", note="xe của tổ chức, mức phạt gấp đôi"),
    Drop("BG02", _at("09-04", "06:58"), "morning", "RED_LIGHT", Look("motorcycle", BLACK, Plate("98-AB 268.35"), 17, shirt=(96, 112, 70), helmet=(40, 60, 120)), bike_jumps(9), "motorcycle", note="quá hạn, không nộp"),
    Drop("KE05", _at("09-09", "06:22"), "glare", "SPEED", Look("truck", (40, 96, 160), Plate("98C-318.72", "yellow"), 18, stripe=(200, 60, 30), words=("HÀNG NÔNG SẢN",)), (Moment("at", 31.0), Moment("after", 28.6, 0, 0.19)), "truck", speed=(84, 60)),
    Drop("SD12", _at("09-11", "09:15"), "haze", "LINE_CROSSING", Look("suv", BROWN, Plate("98A-715.46"), 19), (Moment("at", 29.4, -1.5, 0, turn=-2.0), Moment("after", 26.0, -1.1, 0.30, turn=-3.5))),
    Drop("BG02", _at("10-01", "07:11"), "overcast", "RED_LIGHT", Look("scooter", SILVER, Plate("98-E2 639.02"), 20, shirt=(60, 64, 72), helmet=(230, 230, 226)), bike_jumps(27), "motorcycle", note="chủ xe không đến: Mẫu số 04"),
    Drop("CH04", _at("10-06", "17:41"), "dusk", "RED_LIGHT", Look("sedan", RED, Plate("98A-380.97"), 21, lights=True), (Moment("before", 26.4, 0, 0, "red", 16), Moment("at", 31.4, 0.1, 1.1, "red", 15)), note="xe đã đổi chủ trước ngày vi phạm"),
    Drop("HH09", _at("10-08", "09:40"), "overcast", "NO_HELMET", Look("scooter", WHITE, Plate("98-K1 450.36"), 22, rider="bare", shirt=(70, 104, 140)), (Moment("at", 26.2, -0.3),), "motorcycle"),
    Drop("KE05", _at("10-12", "19:30"), "night", "SPEED", Look("sedan", SILVER, Plate("98A-264.58"), 23, lights=True), (Moment("at", 29.4), Moment("after", 26.9, 0, 0.22)), speed=(73, 60)),
    Drop("BG02", _at("10-13", "08:50"), "overcast", "RED_LIGHT", Look("motorcycle", RED, Plate("98-D1 307.85"), 24, shirt=(120, 84, 130), helmet=(60, 130, 90)), bike_jumps(13), "motorcycle"),
    Drop("NE08", _at("10-15", "15:10"), "haze", "NO_ENTRY", Look("truck", WHITE, Plate("98C-407.63", "yellow"), 25, stripe=(30, 110, 70), words=("VẬN TẢI BẮC HÀ",)), (Moment("at", 27.4), Moment("after", 34.0, 0, 1.6)), "truck"),
    Drop("TY10", _at("10-19", "21:12"), "night", "RED_LIGHT", Look("sedan", SILVER, Plate("98A-593.07"), 26, lights=True, rear_plate="long"), car_jumps(35, 26.6, 32.2)),
    Drop("BG01", _at("10-20", "17:22"), "rain", "RED_LIGHT", Look("hatch", RED, Plate("98A-448.26"), 27, lights=True), car_jumps(22), note="người khác lái"),
    Drop("CH04", _at("10-21", "10:15"), "sun", "RED_LIGHT", Look("scooter", BLUE, Plate("98-B2 786.04"), 28, rider="two", shirt=(200, 90, 110), helmet=(222, 224, 222)), (Moment("before", 25.6, -0.4, 0, "red", 40), Moment("at", 30.2, -0.3, 1.0, "red", 39)), "motorcycle"),
    Drop("KE05", _at("10-22", "16:40"), "haze", "SPEED", Look("bus", (226, 228, 226), Plate("98B-026.39", "yellow"), 29, stripe=(30, 96, 168), words=("BẮC GIANG – CHŨ",)), (Moment("at", 32.2), Moment("after", 30.0, 0, 0.20)), "bus", speed=(78, 60)),
    Drop("BG01", _at("10-26", "08:05"), "sun", "RED_LIGHT", Look("sedan", GREY, Plate("98A-659.30"), 30), (Moment("before", 26.9, 0, 0, "green", 8), Moment("at", 32.6, 0.1, 1.3, "green", 7)), note="không vi phạm: đèn xanh"),
    Drop("BG01", _at("10-27", "10:33"), "sun", "LANE", Look("suv", WHITE, Plate("99A-508.64"), 31), (Moment("before", 26.6, 0, 0, "green", 14), Moment("after", 35.5, 0.3, 2.1, "green", 12)), lane=-2, note="đi thẳng ở làn rẽ phải"),
    Drop("LN06", _at("10-28", "14:55"), "sun", "SPEED", Look("motorcycle", RED, Plate("98-F1 273.80"), 32, shirt=(36, 40, 48), helmet=(190, 30, 30)), (Moment("at", 25.4, -0.4), Moment("after", 27.6, -0.4, 0.16)), "motorcycle", speed=(67, 50)),
    Drop("BG01", _at("10-29", "15:20"), "sun", "RED_LIGHT", Look("suv", (66, 74, 52), Plate("TM-27-64", "red", 0.3), 33, rear_plate="long"), car_jumps(19), note="biển quân sự"),
    Drop("HH09", _at("11-02", "16:08"), "overcast", "NO_HELMET", Look("motorcycle", BLACK, Plate("98-L1 526.43"), 34, rider="bare", shirt=(210, 208, 200)), (Moment("at", 26.5, 0.1),), "motorcycle"),
    Drop("TY10", _at("11-03", "20:40"), "night rain", "RED_LIGHT", Look("hatch", WHITE, Plate("98A-470.62"), 35, lights=True), car_jumps(26, 26.6, 32.2)),
    Drop("KE05", _at("11-04", "15:18"), "haze", "SPEED", Look("sedan", BLACK, Plate("30G-902.56"), 36), (Moment("at", 29.4), Moment("after", 26.8, 0, 0.20)), speed=(81, 60), note="chủ xe ở tỉnh khác"),
    Drop("NE08", _at("11-05", "08:25"), "haze", "NO_ENTRY", Look("truck", (150, 60, 40), Plate("98C-345.18", "yellow", 0.97), 37, stripe=(110, 104, 90), dust=0.9), (Moment("at", 27.4), Moment("after", 34.0, 0, 1.7)), "truck", unreadable=True, note="biển bùn che, không đọc được"),
    Drop("YT11", _at("11-06", "07:50"), "sun", "SPEED", Look("hatch", RED, Plate("98A-391.75"), 38), (Moment("at", 27.0),), speed=(66, 50), note="thiết bị hết hạn kiểm định"),
    Drop("LG13", _at("11-06", "11:14"), "haze", "LINE_CROSSING", Look("scooter", WHITE, Plate("98-G1 664.20"), 39, shirt=(90, 60, 60)), (Moment("at", 25.2, 0.6),), "motorcycle", note="camera chưa đăng ký"),
    # --- the last ten days
    Drop("KE05", _at("11-09", "07:36"), "haze", "SPEED", Look("hatch", WHITE, Plate("98B-771.36"), 40), (Moment("at", 27.2),), speed=(74, 60), note="đăng ký là xe máy"),
    Drop("CH04", _at("11-09", "17:28"), "dusk", "RED_LIGHT", Look("suv", WHITE, Plate("98A-625.04"), 41, lights=True), (Moment("before", 26.4, 0, 0, "red", 21), Moment("at", 31.4, 0.1, 1.1, "red", 20)), note="địa chỉ không rõ xã nào"),
    Drop("BG02", _at("11-10", "07:02"), "morning", "RED_LIGHT", Look("scooter", BLUE, Plate("98-B1 402.85"), 42, shirt=(224, 222, 214), helmet=(240, 200, 40)), bike_jumps(20), "motorcycle"),
    Drop("BG01", _at("11-10", "10:18"), "sun", "RED_LIGHT", Look("sedan", BLUE, Plate("98A-682.35"), 43), car_jumps(17)),
    Drop("TY10", _at("11-10", "19:56"), "night", "RED_LIGHT", Look("suv", WHITE, Plate("98A-537.68"), 44, lights=True), car_jumps(28, 26.6, 32.2)),
    Drop("DM03", _at("11-11", "08:44"), "overcast", "WRONG_WAY", Look("hatch", YELLOW, Plate("98A-286.03", "yellow"), 45), (Moment("at", 27.2, 0.2), Moment("after", 23.8, 0.0, 0.82)), note="tắc xi"),
    Drop("HH09", _at("11-11", "16:31"), "overcast", "NO_HELMET", Look("scooter", BLACK, Plate("98-M1 308.27"), 46, rider="bare", shirt=(60, 120, 90)), (Moment("at", 26.3, -0.2),), "motorcycle"),
    Drop("KE05", _at("11-12", "06:28"), "glare", "SPEED", Look("sedan", RED, Plate("98A-704.92"), 47), (Moment("at", 29.4), Moment("after", 26.9, 0, 0.2)), speed=(72, 60)),
    Drop("BG01", _at("11-12", "17:05"), "rain", "RED_LIGHT", Look("pickup", BLACK, Plate("98C-356.87"), 48, lights=True), car_jumps(15, 27.2, 32.9), "truck"),
    Drop("LN06", _at("11-13", "13:22"), "sun", "SPEED", Look("scooter", RED, Plate("98-N1 249.53"), 49, shirt=(70, 74, 80), helmet=(30, 90, 160)), (Moment("at", 25.4, -0.3),), "motorcycle", speed=(62, 50)),
    Drop("CH04", _at("11-13", "15:09"), "sun", "RED_LIGHT", Look("sedan", WHITE, Plate("98A-016.27", "blue"), 50, rear_plate="long"), (Moment("before", 26.4, 0, 0, "red", 33), Moment("at", 31.4, 0.1, 1.1, "red", 32)), note="biển xanh"),
    Drop("NE08", _at("11-14", "09:51"), "haze", "ILLEGAL_PARKING", Look("hatch", BLUE, Plate("98A-643.80"), 51), (Moment("before", 27.0, -0.75), Moment("after", 27.0, -0.75, 372.0)), note="đỗ nơi cấm đỗ, hai ảnh cách sáu phút"),
    Drop("TY10", _at("11-14", "20:14"), "night rain", "RED_LIGHT", Look("sedan", RED, Plate("98A-508.39"), 52, lights=True), car_jumps(30, 26.6, 32.2)),
    Drop("BG02", _at("11-16", "07:18"), "overcast", "RED_LIGHT", Look("motorcycle", GREY, Plate("99-K1 573.06"), 53, shirt=(150, 120, 60), helmet=(210, 212, 214)), bike_jumps(11), "motorcycle", note="chưa có trong đăng ký"),
    Drop("SD12", _at("11-16", "10:40"), "haze", "LINE_CROSSING", Look("truck", (36, 110, 80), Plate("98C-290.46", "yellow"), 54, stripe=(210, 170, 40), words=("GỖ KEO SƠN ĐỘNG",)), (Moment("at", 28.0, -1.4, 0, turn=-1.5),), "truck"),
    Drop("KE05", _at("11-16", "18:52"), "night", "SPEED", Look("hatch", GREY, Plate("98A-425.60"), 55, lights=True), (Moment("at", 27.2),), speed=(88, 60)),
    Drop("BG01", _at("11-17", "08:26"), "sun", "RED_LIGHT", Look("hatch", BLUE, Plate("98A-730.54"), 56), car_jumps(23)),
    Drop("DM03", _at("11-17", "14:37"), "sun", "WRONG_WAY", Look("suv", RED, Plate("98A-674.02"), 57), (Moment("at", 27.0, 0.2), Moment("after", 24.2, 0.1, 0.8))),
    Drop("HH09", _at("11-17", "16:02"), "overcast", "NO_HELMET", Look("motorcycle", RED, Plate("98-P1 640.73"), 58, rider="bare", shirt=(48, 58, 100)), (Moment("at", 26.4, 0.0),), "motorcycle"),
    Drop("BG01", _at("11-17", "18:11"), "night", "RED_LIGHT", Look("sedan", WHITE, Plate("98A-352.09"), 59, lights=True), car_jumps(27)),
    Drop("BG02", _at("11-18", "06:55"), "morning", "RED_LIGHT", Look("scooter", WHITE, Plate("98-AC 306.42"), 60, shirt=(40, 96, 84), helmet=(235, 120, 30)), bike_jumps(14), "motorcycle"),
    Drop("CH04", _at("11-18", "07:20"), "sun", "RED_LIGHT", Look("sedan", BLACK, Plate("98A-287.34"), 61), (Moment("before", 26.4, 0, 0, "red", 9), Moment("at", 31.4, 0.1, 1.1, "red", 8)), corrupt=True, close_up=False, note="tệp hỏng"),
)

REPEATED = ("bg01-1110-1018", "2026-11-11")  # the same drop once more, a day later, byte for byte
