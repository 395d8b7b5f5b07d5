"""Vehicles with plates: cars, trucks, buses and motorcycles with riders. Each stands on the ground at its middle, looking along +x."""

import math
from dataclasses import dataclass, field

import bpy
import numpy as np
from carbodies import BLACK, BODIES, CarBody, sheets_of, skin
from sheets import CHROME, GLASS, LENS, Sheet, Surface
from things import ball, box, group, lathe, material, melted, picture, sheet_material, solid, sweep, tube

import plates


@dataclass(frozen=True)
class Plate:
    """text as papers print it; colour white|yellow|blue|red; dirt 0-1."""

    text: str
    colour: str = "white"
    dirt: float = 0.2


@dataclass(frozen=True)
class Look:
    """How a vehicle looks. body: a car body, truck, bus or motorcycle; paint sRGB 0-255."""

    body: str
    paint: tuple[int, int, int]
    plate: Plate | None = None
    seed: int = 1
    lights: bool = False
    braking: bool = False
    rider: str = "helmet"  # motorcycle: helmet, bare, two, none
    shirt: tuple[int, int, int] = (70, 90, 130)
    helmet: tuple[int, int, int] = (200, 205, 210)
    stripe: tuple[int, int, int] = (30, 90, 170)
    rear_plate: str | None = None  # a car's rear plate, where not as its body has it: long or short
    dust: float = 0.25
    words: tuple[str, ...] = field(default=())


def build(look: Look) -> bpy.types.Object:
    """The vehicle as one group."""
    if look.body in BODIES:
        return _car(look, BODIES[look.body])
    return {"truck": _truck, "bus": _bus, "motorcycle": _motorcycle, "scooter": _motorcycle}[look.body](look)


def _black() -> bpy.types.Material:
    return material("black plastic", (20, 20, 21), 0.6)


def plate_object(plate: Plate, form: str, parent: bpy.types.Object, at: tuple[float, float, float], heading: float, tilt: float, seed: int,
                 glow: float = 0.0) -> bpy.types.Object:
    """A plate with its relief on its holder, facing `heading` degrees; glow: the answer of the sheet to a flash."""
    size = plates.SIZES[form]
    face, relief = plates.draw_plate(plates.rows_of(plate.text, form), size, plate.colour, seed, plate.dirt)
    name = f"plate {parent.name} {form} {heading:.0f}"
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    image, height = nodes.new("ShaderNodeTexImage"), nodes.new("ShaderNodeTexImage")
    image.image = picture(name, (face[::-1].astype(np.float32) / 255))
    height.image = picture(name + " relief", np.repeat(relief[::-1, :, None], 3, axis=2), data=True)
    bump = nodes.new("ShaderNodeBump")
    bump.inputs["Distance"].default_value, bump.inputs["Strength"].default_value = 0.0017, 0.7
    links.new(image.outputs["Color"], shader.inputs["Base Color"])
    links.new(height.outputs["Color"], bump.inputs["Height"])
    links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    shader.inputs["Roughness"].default_value = 0.42
    shader.inputs["Specular IOR Level"].default_value = 0.35
    if glow:
        links.new(image.outputs["Color"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = glow
    w, h = size.width / 1000, size.height / 1000
    vertices = np.array([(0, w / 2, -h / 2), (0, -w / 2, -h / 2), (0, -w / 2, h / 2), (0, w / 2, h / 2)])
    # Seen from +x the viewer's left is -y ... so the picture's u runs from +y's opposite: see uv below.
    sheet = solid(name, vertices, [(1, 0, 3, 2)], [made], smooth=False, parent=parent)
    layer = sheet.data.uv_layers.new(name="uv")
    for i, uv in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        layer.data[i].uv = uv
    holder = box(name + " holder", (-0.02, -w / 2 - 0.012, -h / 2 - 0.012), (-0.003, w / 2 + 0.012, h / 2 + 0.012), _black(), 0.006, parent)
    for part in (sheet, holder):
        part.location = at
        part.rotation_euler = (0, math.radians(-tilt), math.radians(heading))
    return sheet


def _lit(look: Look) -> tuple[float, float]:
    """Strength of head and tail lamps."""
    return (60.0 if look.lights else 0.0, 22.0 if look.braking else (5.0 if look.lights else 0.0))


def _skin_materials(name: str, sheets: dict[str, Sheet], look: Look, finish: tuple[float, float, float]) -> list[bpy.types.Material]:
    head, tail = _lit(look)
    return [sheet_material(f"{name} side", sheets["side"], (0, 2), look.paint, finish=finish, dust=look.dust),
            sheet_material(f"{name} front", sheets["front"], (1, 2), look.paint, lamp=head, finish=finish, dust=look.dust),
            sheet_material(f"{name} rear", sheets["rear"], (1, 2), look.paint, flip=True, lamp=tail, finish=finish, dust=look.dust),
            sheet_material(f"{name} top", sheets["top"], (0, 1), look.paint, finish=finish, dust=look.dust * 0.6)]


def _regions(vertices: np.ndarray, faces: np.ndarray, half_length: float) -> np.ndarray:
    """Which sheet each face wears: 0 side, 1 front, 2 rear, 3 top."""
    a, b, c, d = (vertices[faces[:, i]] for i in range(4))
    normal = np.cross(c - a, d - b)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-12
    centre = (a + b + c + d) / 4
    outward = np.sign((normal * (centre - np.array([0, 0, 0.6]))).sum(1, keepdims=True))
    normal *= np.where(outward == 0, 1, outward)
    index = np.zeros(len(faces), int)
    index[normal[:, 2] > 0.56] = 3
    ahead, behind = centre[:, 0] > 0.6 * half_length, centre[:, 0] < -0.15 * half_length
    index[(normal[:, 0] > 0.42) & ahead & (normal[:, 2] < 0.75)] = 1
    index[(normal[:, 0] < -0.5) & behind & (normal[:, 2] < 0.75)] = 2
    return index


def _car(look: Look, body: CarBody) -> bpy.types.Object:
    name = f"{body.name} {look.seed}"
    parent = group(name)
    vertices, faces = skin(body)
    finish = (0.25, 0.55 if sum(look.paint) < 600 and look.seed % 2 else 0.0, 0.7)
    shell = solid(name + " shell", vertices, faces, [*_skin_materials(name, sheets_of(body, look.seed), look, finish), material("arch", (8, 8, 8), 0.9)],
                  _regions(vertices, faces, body.length / 2), parent=parent)
    for x in body.axles:
        for side in (1, -1):
            _cut_arch(shell, x, side * body.width / 2, body.wheel)
            _wheel(parent, x, side * (body.width / 2 - 0.115), side, body.wheel, look.seed)
    _mirrors(parent, body, look)
    if body.rails:
        for side in (1, -1):
            y = side * body.width * 0.335
            tube("rail", [(-1.5, y, 1.66), (-1.3, y, 1.715), (-0.2, y, 1.75), (0.0, y, 1.70)], 0.018, material("rail", (140, 142, 145), 0.2, 1.0), parent)
    if look.plate:
        glow = 0.0
        front = body.length / 2 + 0.052
        plate_object(look.plate, "long", parent, (front, 0, body.front_plate_z), 0, 0, look.seed, glow)
        form, z = body.rear_plate
        form = look.rear_plate or form
        plate_object(look.plate, form, parent, (-body.length / 2 - 0.055, 0, z), 180, 0, look.seed + 1, glow)
    return parent


def _cut_arch(shell: bpy.types.Object, x: float, y: float, wheel: float) -> None:
    cutter = lathe("cutter", [(-0.34, wheel + 0.055), (0.34, wheel + 0.055)], material("arch", (8, 8, 8), 0.9), (x, y, wheel + 0.015))
    cut = shell.modifiers.new("arch", "BOOLEAN")
    cut.object, cut.operation, cut.solver = cutter, "DIFFERENCE", "EXACT"
    cut.material_mode = "TRANSFER"
    cutter.hide_render = True
    cutter.hide_viewport = False
    cutter.display_type = "WIRE"


def _wheel(parent: bpy.types.Object, x: float, y: float, side: int, radius: float, seed: int, width: float = 0.2) -> None:
    """Tyre, rim and spokes; the face of the rim looks to `side`."""
    rubber, alloy, dark = material("rubber", (24, 24, 25), 0.85), material("alloy", (150, 152, 156), 0.3, 1.0), material("brake", (30, 30, 32), 0.6)
    half, rim = width / 2, radius * 0.66
    lathe("tyre", [(-half, rim), (-half, radius * 0.93), (-half * 0.75, radius), (half * 0.75, radius), (half, radius * 0.93), (half, rim)], rubber, (x, y, radius), parent)
    out = side * half
    lathe("rim", [(out * 0.98, rim + 0.004), (out * 0.55, rim * 0.9), (out * 0.5, 0.02)], dark, (x, y, radius), parent)
    lathe("lip", [(out * 0.99, rim * 1.0), (out * 1.0, rim * 0.92), (out * 0.8, rim * 0.9)], alloy, (x, y, radius), parent)
    count = 5 + seed % 3
    for k in range(count):
        a = 2 * math.pi * k / count + 0.3 * seed
        tip = (x + rim * 0.92 * math.cos(a), y + out * 0.9, radius + rim * 0.92 * math.sin(a))
        tube("spoke", [(x, y + out * 0.82, radius), tip], [0.052, 0.036], alloy, parent, 6, 0.6)
    lathe("hub", [(out * 0.7, 0.055), (out * 1.0, 0.045), (out * 1.02, 0.005)], alloy, (x, y, radius), parent, 16)


def _mirrors(parent: bpy.types.Object, body: CarBody, look: Look) -> None:
    paint = material(f"mirror {parent.name}", look.paint, 0.3, 0.0, 0.6)
    x = max(w[0] for w in body.windscreen) - 0.24
    z = body.belt[len(body.belt) // 2][1] + 0.10
    for side in (1, -1):
        y = side * (body.width / 2 + 0.07)
        ball("mirror", (x, y, z), (0.075, 0.105, 0.07), paint, parent)
        ball("glass", (x - 0.055, y, z), (0.03, 0.085, 0.055), material("mirror glass", (60, 66, 72), 0.03, 1.0), parent)
        tube("arm", [(x, side * (body.width / 2 - 0.06), z - 0.06), (x, y, z - 0.02)], 0.022, _black(), parent, 8)


def _wearing(name: str, size: tuple[float, float, float, float], sheets: dict[str, Sheet], look: Look, lean: float, parent: bpy.types.Object,
             x0: float = 0.0, round_by: float = 0.09) -> bpy.types.Object:
    """A box-like body (length, width, floor, top) wearing four sheets; `lean` tilts the upper front back."""
    length, width, floor, top = size
    sections = 40
    xs = np.linspace(-length / 2, length / 2, 60)
    turn = np.linspace(0, 2 * math.pi, sections * 2, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    power = 16.0
    ys, zs = np.sign(c) * np.abs(c) ** (2 / power), np.sign(s) * np.abs(s) ** (2 / power)
    rings = []
    for share, inset in [(r, 1) for r in (0.001, 0.5, 0.9, 0.975)] + [(1, 0)] * len(xs) + [(r, 1) for r in (0.975, 0.9, 0.5, 0.001)]:
        rings.append((share, inset))
    grid = []
    at = [xs[0] - round_by * math.sqrt(max(0.0, 1 - r**6)) for r in (0.001, 0.5, 0.9, 0.975)] + list(xs) + [xs[-1] + round_by * math.sqrt(max(0.0, 1 - r**6)) for r in (0.975, 0.9, 0.5, 0.001)]
    middle, half = (floor + top) / 2, (top - floor) / 2
    for (share, _), x in zip(rings, at, strict=True):
        z = middle + half * share * zs
        back = np.where(x > 0, lean * np.clip((z - floor) / (top - floor) - 0.35, 0, 1) ** 1.3, 0) * np.clip(x / (length / 2), 0, 1) ** 3
        grid.append(np.column_stack([np.full(len(turn), x) - back, width / 2 * share * ys, z]))
    stacked = np.array(grid)
    n, m = stacked.shape[:2]
    index = np.arange(n * m).reshape(n, m)
    quads = np.stack([index[:-1], np.roll(index[:-1], -1, 1), np.roll(index[1:], -1, 1), index[1:]], -1).reshape(-1, 4)
    vertices = stacked.reshape(-1, 3)
    shell = solid(name, vertices, quads, _skin_materials(name, sheets, look, (0.35, 0.0, 0.4)), _regions(vertices - [0, 0, middle - 0.6], quads, length / 2), parent=parent)
    shell.location.x = x0
    return shell


def _blank_sheets(length: float, width: float, top: float) -> dict[str, Sheet]:
    half, wide = length / 2 + 0.15, width / 2 + 0.08
    return {"side": Sheet(-half, half, 0, top + 0.1, 200), "front": Sheet(-wide, wide, 0, top + 0.1, 240),
            "rear": Sheet(-wide, wide, 0, top + 0.1, 240), "top": Sheet(-half, half, -wide, wide, 100)}


def _truck(look: Look) -> bpy.types.Object:
    """A light truck: cab over the engine, box body, seen everywhere on the road between towns."""
    name = f"truck {look.seed}"
    parent = group(name)
    cab = _blank_sheets(1.7, 1.95, 2.3)
    _paint_cab(cab)
    _wearing(name + " cab", (1.6, 1.92, 0.42, 2.22), cab, look, 0.26, parent, x0=2.05)
    load = _blank_sheets(4.0, 2.05, 2.9)
    _paint_load(load, look)
    _wearing(name + " load", (4.0, 2.05, 0.95, 2.85), load, Look("box", (214, 216, 214), seed=look.seed, lights=look.lights, braking=look.braking, dust=0.5), 0.0, parent, x0=-0.85, round_by=0.02)
    black = _black()
    box("chassis", (-2.8, -0.42, 0.5), (1.6, 0.42, 0.95), black, 0.03, parent)
    for side in (1, -1):
        box("guard", (-1.2, side * 0.9 - 0.03, 0.45), (0.7, side * 0.9 + 0.03, 0.85), material("guard", (90, 92, 94), 0.5, 0.6), 0.02, parent)
        box("flap", (-2.5, side * 0.72 - 0.24, 0.25), (-2.46, side * 0.72 + 0.24, 0.95), black, 0.0, parent)
        _wheel(parent, 1.85, side * 0.86, side, 0.40, look.seed, 0.22)
        _wheel(parent, -1.75, side * 0.80, side, 0.40, look.seed, 0.36)
        tube("mirror arm", [(2.75, side * 0.95, 1.75), (2.85, side * 1.15, 1.8)], 0.02, black, parent)
        box("mirror", (2.80, side * 1.17 - 0.09, 1.45), (2.88, side * 1.17 + 0.09, 1.85), black, 0.03, parent)
    _truck_tail(parent, look)
    if look.plate:
        plate_object(look.plate, "long", parent, (2.05 + 0.8 + 0.11, 0, 0.62), 0, 0, look.seed)
        plate_object(look.plate, "short", parent, (-2.905, 0.0, 0.66), 180, 0, look.seed + 1)
    return parent


def _truck_tail(parent: bpy.types.Object, look: Look) -> None:
    box("bumper", (-2.88, -1.0, 0.50), (-2.80, 1.0, 0.62), material("bumper", (150, 30, 28), 0.5), 0.02, parent)
    for k in range(5):
        box("bar", (-2.888, -0.9 + k * 0.4, 0.505), (-2.879, -0.7 + k * 0.4, 0.615), material("bar white", (220, 220, 218), 0.5), 0.0, parent)
    light = 14.0 if look.braking else (3.0 if look.lights else 0.0)
    for side in (1, -1):
        for k, (colour, strength) in enumerate((((150, 8, 10), light), ((205, 95, 8), 0.0), ((205, 205, 206), 0.0))):
            y = side * (0.92 - k * 0.14)
            box("tail lamp", (-2.87, y - 0.06, 0.68), (-2.80, y + 0.06, 0.80), material(f"lamp {k} {strength}", colour, 0.15, 0, 0, strength), 0.01, parent)


def _paint_cab(sheets: dict[str, Sheet]) -> None:
    f = sheets["front"]
    f.poly([(-0.86, 1.28), (0.86, 1.28), (0.80, 2.08), (-0.80, 2.08)], BLACK, GLASS)
    f.rect(0.2, 1.3, 0.62, 1.72, (18, 19, 21), GLASS, radius=0.1)
    f.line([(-0.5, 1.3), (0.1, 1.42)], 0.02, (25, 25, 26))
    f.line([(0.1, 1.3), (0.7, 1.42)], 0.02, (25, 25, 26))
    f.rect(-0.55, 1.02, 0.55, 1.16, BLACK, Surface(0.5), radius=0.03)
    f.disc(0, 1.09, 0.05, (170, 172, 175), CHROME)
    f.rect(-0.97, 0.42, 0.97, 0.74, (60, 62, 64), Surface(0.55))
    f.rect(-0.5, 0.46, 0.5, 0.56, BLACK)
    f.rect(0.62, 0.78, 0.92, 0.98, (90, 94, 98), LENS, mirror=True, radius=0.05)
    f.disc(0.74, 0.88, 0.07, (225, 228, 230), Surface(0.06, 0.2, 1.0), mirror=True)
    f.rect(0.84, 0.80, 0.91, 0.96, (205, 95, 8), LENS, mirror=True, radius=0.02)
    s = sheets["side"]
    s.poly([(-0.35, 1.32), (0.55, 1.32), (0.42, 2.0), (-0.35, 2.0)], BLACK, GLASS)
    s.line([(-0.42, 2.1), (-0.42, 0.7), (0.62, 0.7), (0.62, 1.3)], 0.012, (18, 18, 18))
    s.rect(-0.3, 1.16, -0.12, 1.2, (25, 25, 26))


def _paint_load(sheets: dict[str, Sheet], look: Look) -> None:
    s = sheets["side"]
    for k in range(21):
        s.line([(-2.0 + k * 0.2, 0.95), (-2.0 + k * 0.2, 2.85)], 0.02, (150, 152, 152), Surface(0.4, 0.3))
    s.rect(-2.1, 1.35, 2.1, 1.62, look.stripe, Surface(0.4))
    s.rect(-2.1, 0.9, 2.1, 1.02, (120, 122, 122), Surface(0.4, 0.5))
    r = sheets["rear"]
    r.rect(-1.05, 0.9, 1.05, 2.9, (196, 198, 197), Surface(0.4, 0.1))
    r.line([(0, 1.0), (0, 2.85)], 0.015, (20, 20, 20))
    for u in (-0.45, 0.45):
        r.line([(u, 1.0), (u, 2.82)], 0.03, (120, 122, 124), CHROME)
        r.rect(u - 0.05, 1.35, u + 0.22 * (1 if u < 0 else -1), 1.42, (90, 92, 94), CHROME)
    for v in (1.15, 1.9, 2.65):
        r.rect(0.85, v, 1.02, v + 0.06, (110, 112, 114), CHROME, mirror=True)
    r.rect(-1.02, 1.02, 1.02, 1.12, look.stripe)
    if look.words:
        r.text(0, 2.2, look.words[0], 0.16, look.stripe)


def _bus(look: Look) -> bpy.types.Object:
    """A bus of nine metres with a destination board."""
    name = f"bus {look.seed}"
    parent = group(name)
    sheets = _blank_sheets(8.6, 2.42, 3.1)
    _paint_bus(sheets, look)
    _wearing(name, (8.6, 2.40, 0.34, 3.05), sheets, look, 0.22, parent)
    for side in (1, -1):
        for x in (2.75, -2.35):
            ball("arch", (x, side * 1.17, 0.5), (0.56, 0.06, 0.56), material("arch", (8, 8, 8), 0.9), parent)
            _wheel(parent, x, side * 1.10, side, 0.47, look.seed, 0.26)
        tube("mirror arm", [(4.2, side * 1.1, 2.75), (4.62, side * 1.25, 2.7), (4.66, side * 1.27, 2.4)], 0.025, _black(), parent)
        box("mirror", (4.60, side * 1.27 - 0.11, 1.95), (4.70, side * 1.27 + 0.11, 2.42), _black(), 0.04, parent)
    box("cooler", (-2.0, -0.8, 3.0), (0.4, 0.8, 3.22), material("cooler", (210, 212, 210), 0.5), 0.08, parent)
    if look.plate:
        plate_object(look.plate, "long", parent, (4.405, 0, 0.62), 0, 0, look.seed)
        plate_object(look.plate, "short", parent, (-4.405, 0, 0.82), 180, 0, look.seed + 1)
    return parent


def _paint_bus(sheets: dict[str, Sheet], look: Look) -> None:
    f = sheets["front"]
    f.rect(-1.1, 1.18, 1.1, 2.62, BLACK, GLASS, radius=0.16)
    f.rect(-0.75, 2.68, 0.75, 2.93, (10, 10, 11), GLASS, radius=0.04)
    f.text(0, 2.805, look.words[0] if look.words else "XE BUÝT", 0.10, (255, 150, 20), Surface(0.3, 0, 0.25))
    f.rect(0.35, 1.2, 0.95, 1.85, (17, 18, 20), GLASS, radius=0.15)
    f.rect(-0.9, 1.22, -0.55, 1.34, (205, 205, 200), GLASS)
    for k in (-0.55, 0.35):
        f.line([(k, 1.2), (k + 0.55, 1.5)], 0.025, (26, 26, 27))
    f.rect(-1.2, 0.9, 1.2, 1.08, look.stripe)
    f.rect(0.66, 0.70, 1.08, 0.88, (80, 84, 88), LENS, mirror=True, radius=0.06)
    f.disc(0.78, 0.79, 0.065, (225, 228, 230), Surface(0.06, 0.2, 1.0), mirror=True)
    f.disc(0.97, 0.79, 0.065, (225, 228, 230), Surface(0.06, 0.2, 1.0), mirror=True)
    f.rect(-0.5, 0.74, 0.5, 0.86, BLACK, radius=0.03)
    f.disc(0, 0.98, 0.07, (170, 172, 175), CHROME)
    f.rect(-1.2, 0.34, 1.2, 0.46, (50, 52, 54))
    s = sheets["side"]
    s.rect(-4.0, 1.35, 3.75, 2.45, BLACK, GLASS, radius=0.1)
    for k in range(6):
        s.line([(-3.0 + k * 1.3, 1.35), (-3.0 + k * 1.3, 2.45)], 0.05, (30, 30, 31))
    s.rect(-4.4, 1.02, 4.4, 1.2, look.stripe)
    s.poly([(-4.4, 0.5), (-1.0, 0.5), (0.6, 1.02), (-4.4, 1.02)], look.stripe)
    r = sheets["rear"]
    r.rect(-0.95, 1.65, 0.95, 2.5, BLACK, GLASS, radius=0.12)
    r.rect(-1.2, 1.05, 1.2, 1.2, look.stripe)
    r.rect(-0.7, 1.25, 0.7, 1.5, (40, 42, 44), radius=0.03)
    for k in range(5):
        r.line([(-0.66, 1.29 + k * 0.045), (0.66, 1.29 + k * 0.045)], 0.012, (70, 72, 74))
    r.rect(0.92, 0.85, 1.1, 1.0, (205, 95, 8), LENS, mirror=True)
    r.rect(0.92, 1.22, 1.1, 1.6, (140, 8, 10), Surface(0.1, 0, 0.9), mirror=True)
    r.rect(-1.2, 0.34, 1.2, 0.6, (46, 48, 50))
    r.text(0, 2.75, look.words[0] if look.words else "XE BUÝT", 0.12, (255, 150, 20))


def _motorcycle(look: Look) -> bpy.types.Object:
    """A scooter or an underbone, with its people."""
    name = f"motorcycle {look.seed}"
    parent = group(name)
    paint = material(f"plastic {name}", look.paint, 0.25, 0.0, 0.6)
    dark, metal = _black(), material("bare metal", (150, 152, 155), 0.3, 1.0)
    scooter = look.body == "scooter"
    _two_wheels(parent, scooter)
    _tail(parent, paint, dark, look, scooter)
    _bow(parent, paint, dark, metal, look, scooter)
    _running_gear(parent, dark, metal, scooter)
    if look.plate:
        plate_object(look.plate, "motorcycle", parent, (-0.945, 0, 0.565), 180, 14, look.seed)
        box("plate arm", (-0.92, -0.04, 0.52), (-0.72, 0.04, 0.64), dark, 0.02, parent)
    if look.rider != "none":
        _person(parent, -0.22, look.shirt, look.seed, look.rider != "bare", look.helmet, True)
    if look.rider == "two":
        _person(parent, -0.56, (look.shirt[2], look.shirt[0], look.shirt[1]), look.seed + 3, True, (190, 60, 60), False)
    return parent


def _two_wheels(parent: bpy.types.Object, scooter: bool) -> None:
    rubber, rim = material("rubber", (24, 24, 25), 0.85), material("rim", (60, 60, 62), 0.35, 0.9)
    radius = 0.255 if scooter else 0.285
    for x, width in ((0.62, 0.045), (-0.62, 0.058)):
        lathe("tyre", [(-width, radius * 0.74), (-width * 1.05, radius * 0.88), (-width * 0.5, radius * 0.985), (0, radius), (width * 0.5, radius * 0.985), (width * 1.05, radius * 0.88), (width, radius * 0.74)], rubber, (x, 0, radius), parent)
        lathe("rim", [(-0.03, radius * 0.76), (-0.03, radius * 0.68), (0.03, radius * 0.68), (0.03, radius * 0.76)], rim, (x, 0, radius), parent)
        for k in range(5):
            a = 2 * math.pi * k / 5
            tube("spoke", [(x, 0, radius), (x + radius * 0.72 * math.cos(a), 0, radius + radius * 0.72 * math.sin(a))], 0.018, rim, parent, 6)
        lathe("hub", [(-0.07, 0.06), (0.07, 0.06)], rim, (x, 0, radius), parent, 16)


def _tail(parent: bpy.types.Object, paint: bpy.types.Material, dark: bpy.types.Material, look: Look, scooter: bool) -> None:
    wide = 0.165 if scooter else 0.125
    sweep("tail body", [(-0.90, 0.80, 0.05, 0.035), (-0.84, 0.785, wide * 0.72, 0.075), (-0.66, 0.735, wide, 0.115), (-0.40, 0.68, wide * 1.02, 0.14), (-0.12, 0.60, wide * 0.78, 0.12), (0.02, 0.52, wide * 0.5, 0.07)], paint, parent, 2.6)
    sweep("seat", [(-0.80, 0.86, 0.09, 0.03), (-0.72, 0.87, 0.125, 0.05), (-0.5, 0.855, 0.135, 0.055), (-0.35, 0.82, 0.125, 0.05), (-0.1, 0.80, 0.11, 0.05), (0.04, 0.76, 0.06, 0.03)], material("seat", (26, 25, 25), 0.6), parent, 3.0)
    _, tail = _lit(look)
    red = material(f"bike tail {tail:.0f}", (150, 8, 10), 0.12, 0, 0, tail * 1.2)
    sweep("tail lamp", [(-0.935, 0.775, 0.03, 0.02), (-0.915, 0.775, 0.085, 0.042), (-0.86, 0.78, wide * 0.85, 0.05), (-0.80, 0.785, wide * 0.9, 0.04)], red, parent, 2.6)
    for side in (1, -1):
        ball("blinker", (-0.87, side * wide * 0.92, 0.765), (0.05, 0.04, 0.032), material("amber", (210, 100, 10), 0.12), parent)
    tube("grab bar", [(-0.55, wide + 0.02, 0.86), (-0.80, wide * 0.9, 0.90), (-0.90, 0.05, 0.915), (-0.90, -0.05, 0.915), (-0.80, -wide * 0.9, 0.90), (-0.55, -wide - 0.02, 0.86)], 0.014, material("bar", (55, 56, 58), 0.35, 0.8), parent, 10)
    sweep("mudguard", [(-0.97, 0.40, 0.055, 0.02), (-0.94, 0.50, 0.085, 0.03), (-0.88, 0.63, 0.095, 0.04), (-0.78, 0.70, 0.1, 0.04)], dark, parent, 2.4)
    ball("reflector", (-0.985, 0, 0.445), (0.012, 0.035, 0.02), material("reflector", (140, 10, 10), 0.1), parent)


def _bow(parent: bpy.types.Object, paint: bpy.types.Material, dark: bpy.types.Material, metal: bpy.types.Material, look: Look, scooter: bool) -> None:
    wide = 0.20 if scooter else 0.15
    head, _ = _lit(look)
    sweep("leg shield", [(0.22, 0.36, wide * 0.6, 0.06), (0.32, 0.48, wide, 0.16), (0.42, 0.66, wide, 0.2), (0.5, 0.82, wide * 0.6, 0.12), (0.53, 0.88, 0.06, 0.05)], paint, parent, 2.6)
    sweep("foot board", [(-0.1, 0.31, 0.1, 0.05), (0.1, 0.29, 0.155 if scooter else 0.09, 0.045), (0.34, 0.32, 0.12, 0.06)], dark, parent, 3.0)
    tube("fork", [(0.44, 0.06, 0.80), (0.62, 0.07, 0.27)], 0.026, metal, parent)
    tube("fork", [(0.44, -0.06, 0.80), (0.62, -0.07, 0.27)], 0.026, metal, parent)
    sweep("fender", [(0.40, 0.42, 0.05, 0.02), (0.5, 0.52, 0.075, 0.05), (0.64, 0.545, 0.08, 0.045), (0.78, 0.47, 0.06, 0.03), (0.86, 0.38, 0.03, 0.015)], paint, parent)
    sweep("cowl", [(0.33, 1.0, 0.08, 0.03), (0.40, 1.0, 0.14, 0.065), (0.47, 0.985, 0.12, 0.075), (0.53, 0.965, 0.06, 0.045)], paint, parent, 2.4)
    ball("head lamp", (0.505, 0, 0.97), (0.035, 0.085, 0.05), material(f"bike head {head:.0f}", (225, 228, 232), 0.1, 0, 0, head), parent)
    for side in (1, -1):
        tube("bar", [(0.38, 0, 1.0), (0.36, side * 0.2, 1.015), (0.27, side * 0.35, 1.0)], 0.017, dark, parent, 10)
        tube("stalk", [(0.33, side * 0.24, 1.03), (0.35, side * 0.30, 1.19)], 0.007, dark, parent, 8)
        ball("mirror", (0.35, side * 0.33, 1.20), (0.015, 0.075, 0.048), dark, parent)
        ball("mirror glass", (0.338, side * 0.33, 1.20), (0.008, 0.066, 0.04), material("mirror glass", (60, 66, 72), 0.03, 1.0), parent)


def _running_gear(parent: bpy.types.Object, dark: bpy.types.Material, metal: bpy.types.Material, scooter: bool) -> None:
    box("engine", (-0.42, -0.12, 0.2), (0.0, 0.12, 0.46), material("engine", (52, 53, 55), 0.5, 0.6), 0.06, parent)
    tube("silencer", [(-0.28, -0.17, 0.27), (-0.5, -0.185, 0.31), (-0.84, -0.185, 0.37)], [0.03, 0.055, 0.058], dark, parent)
    tube("pipe end", [(-0.84, -0.185, 0.37), (-0.88, -0.185, 0.378)], 0.03, metal, parent)
    box("heat shield", (-0.72, -0.252, 0.30), (-0.48, -0.232, 0.40), metal, 0.008, parent)
    tube("damper", [(-0.42, 0.12, 0.66), (-0.62, 0.12, 0.30)], 0.028, material("spring", (120, 20, 20), 0.4), parent)
    box("case", (-0.66, 0.07, 0.2), (-0.2, 0.13, 0.34), material("engine", (52, 53, 55), 0.5, 0.6), 0.04, parent)
    if not scooter:
        for side in (1, -1):
            tube("peg", [(-0.05, side * 0.1, 0.27), (-0.05, side * 0.24, 0.27)], 0.014, dark, parent)


def _limb(points: list[tuple[float, float, float]], radii: list[float]) -> list[bpy.types.Object]:
    of = _black()
    parts = [tube("limb", points, radii, of, None, 12)]
    return parts + [ball("joint", p, (r, r, r), of) for p, r in zip(points, radii, strict=True)]


def _person(parent: bpy.types.Object, x: float, shirt: tuple[int, int, int], seed: int, helmet: bool, helmet_colour: tuple[int, int, int], rides: bool) -> None:
    """Someone who sits at x, hands on the bars (`rides`) or on the lap."""
    rng = np.random.default_rng(seed)
    trousers = [(38, 42, 56), (28, 28, 30), (70, 66, 60), (52, 60, 84)][int(rng.integers(4))]
    cloth = material(f"cloth {shirt}", shirt, 0.85, bump=(0.25, 0.006))
    legs_cloth = material(f"trousers {trousers}", trousers, 0.9, bump=(0.25, 0.006))
    skin_of = material("skin", (168, 124, 98), 0.55)
    hip, chest, neck = (x - 0.02, 0.0, 0.90), (x - 0.03 + 0.08 * rides, 0.0, 1.24), (x + 0.01 + 0.1 * rides, 0.0, 1.42)
    torso = [*_limb([(hip[0], 0.03, 0.88), (x - 0.03, 0.03, 1.04), (chest[0], 0.04, 1.22), (neck[0], 0.03, 1.36)], [0.165, 0.155, 0.155, 0.115]),
             *_limb([(hip[0], -0.03, 0.88), (x - 0.03, -0.03, 1.04), (chest[0], -0.04, 1.22), (neck[0], -0.03, 1.36)], [0.165, 0.155, 0.155, 0.115])]
    for side in (1, -1):
        shoulder = (neck[0] - 0.02, side * 0.195, 1.36)
        elbow = (x + 0.20, side * 0.34, 1.14) if rides else (x + 0.02, side * 0.27, 1.10)
        torso += _limb([(neck[0] - 0.02, side * 0.09, 1.385), shoulder], [0.09, 0.075])
        torso += _limb([shoulder, elbow], [0.072, 0.058])
        hand = (0.29, side * 0.33, 1.03) if rides else (x + 0.24, side * 0.12, 1.0)
        arm = [*_limb([elbow, hand], [0.05, 0.036]), ball("hand", hand, (0.055, 0.045, 0.04), skin_of)]
        melted("arm", arm, 0.014, cloth if seed % 2 else skin_of, parent)
    body = melted("shirt", torso, 0.016, cloth, parent, 0.022)
    body.scale = (1, 1, 1)
    pelvis = [*_limb([(hip[0], 0.07, 0.90), (hip[0], -0.07, 0.90)], [0.15, 0.15])]
    for side in (1, -1):
        knee = (x + 0.36, side * (0.19 if rides else 0.24), 0.80) if rides else (x + 0.30, side * 0.25, 0.74)
        foot = (x + 0.33, side * 0.19, 0.36) if rides else (x + 0.16, side * 0.26, 0.36)
        pelvis += _limb([(hip[0], side * 0.1, 0.90), knee], [0.12, 0.085])
        pelvis += _limb([knee, foot], [0.082, 0.055])
        shoe = [ball("shoe", (foot[0] + 0.05, foot[1], 0.325), (0.13, 0.048, 0.045), _black())]
        melted("shoe", shoe, 0.012, material("shoe", (60, 52, 46), 0.6), parent)
    melted("trousers", pelvis, 0.016, legs_cloth, parent, 0.018)
    head = (neck[0] + 0.03, 0.0, 1.57)
    tube("neck", [(neck[0], 0, 1.40), (head[0], 0, 1.52)], 0.055, skin_of, parent)
    ball("head", head, (0.095, 0.078, 0.118), skin_of, parent)
    if helmet:
        ball("helmet", (head[0] - 0.012, 0, head[2] + 0.035), (0.142, 0.122, 0.125), material(f"helmet {helmet_colour}", helmet_colour, 0.2, 0, 0.8), parent)
        ball("peak", (head[0] + 0.10, 0, head[2] + 0.045), (0.085, 0.1, 0.014), material(f"helmet {helmet_colour}", helmet_colour, 0.2, 0, 0.8), parent)
        tube("strap", [(head[0], 0.085, head[2]), (head[0] + 0.03, 0.05, head[2] - 0.13), (head[0] + 0.03, -0.05, head[2] - 0.13), (head[0], -0.085, head[2])], 0.008, _black(), parent, 6)
        box("helmet edge", (head[0] - 0.14, -0.09, head[2] - 0.045), (head[0] - 0.02, 0.09, head[2] - 0.03), _black(), 0.012, parent)
    else:
        ball("hair", (head[0] - 0.018, 0, head[2] + 0.022), (0.108, 0.09, 0.118), material("hair", (16, 14, 13), 0.5, bump=(0.6, 0.004)), parent)
