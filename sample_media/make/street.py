"""Streets: road, kerbs, markings, houses, trees, poles, signs and signals. The camera stands near x = 0 and looks along +x.

Traffic keeps right: what drives away from the camera is at y < 0, what comes towards it at y > 0.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import bpy
import numpy as np
from asphalt import MAP_BOX, TILE_METRES, fine_tile, road_map
from facades import WALLS, arrow, board, house_front, round_sign
from things import RGB, ball, box, linear, material, picture, sheet_material, solid, tube

LANE = 3.5


@dataclass(frozen=True)
class Site:
    """One place. Lanes away from and towards the camera; `junction`: x of its near edge, 0 for none."""

    seed: int
    away: int = 2
    toward: int = 2
    median: float = 1.2
    junction: float = 0.0
    left: str = "houses"  # houses, trees, fields
    right: str = "houses"
    pavement: float = 3.2
    arrows: tuple[str, ...] = ("straight", "right")
    centre: str = "median"  # median, solid, broken
    signs: tuple[tuple[str, float, float], ...] = ()  # kind, x, y
    boards: tuple[tuple[tuple[str, ...], float], ...] = ()  # words, x (over the carriageway away)
    lamps: bool = True
    cables: bool = True
    reach: float = 130.0
    moto_lane: bool = False
    kerb: str = "grey"  # grey, red
    house_from: float = 6.0
    trees: float = 9.0  # metres between trees, 0 none
    one_way: bool = False
    cross: float = 12.0


def _ramp(nodes: bpy.types.Nodes, links: bpy.types.NodeLinks, value: bpy.types.NodeSocket, low: float, high: float, a: float, b: float) -> bpy.types.NodeSocket:
    node = nodes.new("ShaderNodeMapRange")
    for key, v in (("From Min", low), ("From Max", high), ("To Min", a), ("To Max", b)):
        node.inputs[key].default_value = v
    links.new(value, node.inputs["Value"])
    return node.outputs[0]


def _math(nodes: bpy.types.Nodes, links: bpy.types.NodeLinks, operation: str, a: bpy.types.NodeSocket, b: bpy.types.NodeSocket | float) -> bpy.types.NodeSocket:
    node = nodes.new("ShaderNodeMath")
    node.operation = operation
    links.new(a, node.inputs[0])
    if isinstance(b, int | float):
        node.inputs[1].default_value = b
    else:
        links.new(b, node.inputs[1])
    return node.outputs[0]


def ground_material(name: str, base: tuple[int, int, int], wet: float, paint: tuple[int, int, int] | None = None, seed: int = 0, stop_x: float = 0.0) -> bpy.types.Material:
    """Asphalt, or worn paint on asphalt where `paint` is given. wet 0-1: film of water with puddles."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    wide = _ground_image(nodes, links, f"road map {seed}", lambda: road_map(seed, LANE, stop_x), MAP_BOX, "MIRROR")
    fine = _ground_image(nodes, links, "road tile", fine_tile, (0, TILE_METRES, 0, TILE_METRES), "REPEAT")
    tone = _math(nodes, links, "MULTIPLY", wide[0], fine[0])
    tone = _math(nodes, links, "MULTIPLY", tone, 4.0 * (1 - 0.5 * wet))
    colour = nodes.new("ShaderNodeVectorMath")
    colour.operation = "SCALE"
    colour.inputs[0].default_value = linear(base)
    links.new(tone, colour.inputs["Scale"])
    result = colour.outputs[0]
    if paint:
        worn = _math(nodes, links, "ADD", fine[1], _math(nodes, links, "MULTIPLY", wide[2], 0.7))
        share = _ramp(nodes, links, worn, 0.72, 1.12, 0.9, 0.12)
        mix = nodes.new("ShaderNodeMix")
        mix.data_type = "RGBA"
        links.new(share, mix.inputs[0])
        links.new(result, mix.inputs[6])
        mix.inputs[7].default_value = (*linear(paint), 1)
        result = mix.outputs[2]
    links.new(result, shader.inputs["Base Color"])
    dry = 0.82 if not paint else 0.6
    rough = _ramp(nodes, links, wide[1], 0.0, 1.0, dry * (1 - 0.62 * wet), dry * (1 - 0.93 * wet))
    links.new(rough, shader.inputs["Roughness"])
    return made


def _ground_image(nodes: bpy.types.Nodes, links: bpy.types.NodeLinks, name: str, make: Callable[[], np.ndarray], span: tuple[float, float, float, float], beyond: str) -> list[bpy.types.NodeSocket]:
    """A picture laid on the ground by world position, its three channels."""
    geometry, lay = nodes.new("ShaderNodeNewGeometry"), nodes.new("ShaderNodeMapping")
    x0, x1, y0, y1 = span
    lay.inputs["Scale"].default_value = (1 / (x1 - x0), 1 / (y1 - y0), 1)
    lay.inputs["Location"].default_value = (-x0 / (x1 - x0), -y0 / (y1 - y0), 0)
    node, parts = nodes.new("ShaderNodeTexImage"), nodes.new("ShaderNodeSeparateColor")
    node.image = bpy.data.images.get(name) or picture(name, make(), data=True)
    node.extension = beyond
    links.new(geometry.outputs["Position"], lay.inputs["Vector"])
    links.new(lay.outputs[0], node.inputs["Vector"])
    links.new(node.outputs["Color"], parts.inputs[0])
    return [parts.outputs[0], parts.outputs[1], parts.outputs[2]]


def _flat(name: str, points: list[tuple[float, float]], z: float, of: bpy.types.Material) -> None:
    solid(name, np.array([(x, y, z) for x, y in points]), [tuple(range(len(points)))], [of], smooth=False)


def edges(site: Site) -> tuple[float, float]:
    """y of the right and the left edge of the carriageway."""
    half = site.median / 2
    return -(half + site.away * LANE), half + site.toward * LANE


def lane_middle(site: Site, lane: int) -> float:
    """y of a lane: -1 is the lane away next to the middle, -2 the next; 1 and 2 towards the camera."""
    y = site.median / 2 + (abs(lane) - 0.5) * LANE
    return y if lane > 0 else -y


def build_site(site: Site, wet: float, night: bool) -> None:
    """Everything that does not move, but the signal lamps."""
    rng = np.random.default_rng(site.seed)
    right, left = edges(site)
    asphalt = ground_material("asphalt", (92, 92, 93), wet, seed=site.seed, stop_x=site.junction)
    far = site.reach + 60
    _flat("road", [(-30, right), (far, right), (far, left), (-30, left)], 0, asphalt)
    earth = material("earth", (104, 112, 70), 0.95)
    _flat("land", [(-60, -300), (700, -300), (700, 300), (-60, 300)], -0.06, earth)
    if site.junction:
        _flat("cross road", [(site.junction - 1.1, -140), (site.junction + site.cross + 1.1, -140), (site.junction + site.cross + 1.1, 140), (site.junction - 1.1, 140)], 0.001, asphalt)
    _markings(site, wet)
    _kerbs(site, wet)
    for side, what in ((-1, site.right), (1, site.left)):
        _side(site, side, what, rng, night)
    if site.centre == "median" and site.median > 0.5:
        _median(site, rng)
    for kind, x, y in site.signs:
        _sign(kind, x, y)
    for words, x in site.boards:
        _gantry(site, words, x)
    if site.lamps:
        _street_lamps(site, night)
    if site.cables:
        _cables(site, rng)
    _horizon(site, rng)


def _stretches(site: Site) -> list[tuple[float, float]]:
    """x from and to, leaving the junction out."""
    if not site.junction:
        return [(-30.0, site.reach + 60)]
    return [(-30.0, site.junction - 1.0), (site.junction + site.cross + 1.0, site.reach + 60)]


def _markings(site: Site, wet: float) -> None:
    white = ground_material("road paint", (92, 92, 93), wet, (222, 222, 216), seed=site.seed)
    yellow = ground_material("yellow paint", (92, 92, 93), wet, (226, 170, 40), seed=site.seed)
    right, left = edges(site)
    z = 0.004

    def bar(x0: float, x1: float, y0: float, y1: float, of: bpy.types.Material = white, lift: float = 0.0) -> None:
        _flat("mark", [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], z + lift, of)

    for x0, x1 in _stretches(site):
        end = x1 - 4.0 if site.junction and x1 < site.junction else x1
        for y in (right + 0.25, left - 0.25):
            bar(x0, end, y - 0.07, y + 0.07)
        for count, sign in ((site.away, -1), (site.toward, 1)):
            for k in range(1, count):
                y = sign * (site.median / 2 + k * LANE)
                solid_from = end - 22 if site.junction and x1 < site.junction and sign < 0 else end
                x = x0
                while x < solid_from - 2:
                    bar(x, x + 2.0, y - 0.06, y + 0.06)
                    x += 6.0
                if solid_from < end:
                    bar(solid_from, end, y - 0.07, y + 0.07)
        if site.centre == "solid":
            for y in (-0.14, 0.14):
                bar(x0, end, y - 0.06, y + 0.06, yellow)
        if site.centre == "broken":
            x = x0
            while x < end:
                bar(x, x + 3.0, -0.06, 0.06, yellow)
                x += 9.0
    if site.junction:
        _stop_line(site, bar, right, left)
    _arrows(site, white, z)


def _stop_line(site: Site, bar: Callable[..., None], right: float, left: float) -> None:
    j = site.junction
    inner = -site.median / 2
    bar(j - 4.4, j - 4.0, right + 0.2, inner - 0.1)
    y = right + 0.45
    while y < left - 0.4:  # zebra on both sides of the junction
        bar(j - 3.3, j - 0.6, y, y + 0.42, lift=0.002)
        bar(j + site.cross + 0.6, j + site.cross + 3.3, y, y + 0.42, lift=0.002)
        y += 0.9


def _arrows(site: Site, white: bpy.types.Material, z: float) -> None:
    base = [site.junction - 14.5, site.junction - 34] if site.junction else [16.0, 44.0, 74.0]
    for x in base:
        for k in range(site.away):
            kind = site.arrows[min(k, len(site.arrows) - 1)]
            for n, shape in enumerate(arrow(kind)):
                y = lane_middle(site, -(k + 1))
                _flat("arrow", [(x + px, y + py) for px, py in shape], z + 0.001 * (n + 3), white)
        if not site.junction:
            for k in range(site.toward):
                sign = 1 if site.one_way else -1
                for n, shape in enumerate(arrow("straight")):
                    y = lane_middle(site, k + 1)
                    _flat("arrow", [(x + sign * px + (0 if site.one_way else 5), y + sign * py) for px, py in shape], z + 0.001 * (n + 3), white)


def _banded(name: str, a: tuple[int, int, int], b: tuple[int, int, int], pitch: float) -> bpy.types.Material:
    """Painted in two colours by turns along x."""
    made = bpy.data.materials.get(name)
    if made:
        return made
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    geometry, split = nodes.new("ShaderNodeNewGeometry"), nodes.new("ShaderNodeSeparateXYZ")
    links.new(geometry.outputs["Position"], split.inputs[0])
    where = _math(nodes, links, "ADD", split.outputs[0], 1000.0)
    turn = _math(nodes, links, "FRACT", _math(nodes, links, "DIVIDE", where, pitch * 2), 0.0)
    step = _math(nodes, links, "GREATER_THAN", turn, 0.5)
    mix = nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    links.new(step, mix.inputs[0])
    mix.inputs[6].default_value, mix.inputs[7].default_value = (*linear(a), 1), (*linear(b), 1)
    dirt = nodes.new("ShaderNodeMix")
    dirt.data_type = "RGBA"
    worn = _ground_image(nodes, links, "road tile", fine_tile, (0, TILE_METRES, 0, TILE_METRES), "REPEAT")[1]
    links.new(_ramp(nodes, links, worn, 0.35, 0.95, 0.05, 0.8), dirt.inputs[0])
    links.new(mix.outputs[2], dirt.inputs[6])
    dirt.inputs[7].default_value = (*linear((110, 104, 96)), 1)
    links.new(dirt.outputs[2], nodes["Principled BSDF"].inputs["Base Color"])
    nodes["Principled BSDF"].inputs["Roughness"].default_value = 0.8
    return made


def _kerbs(site: Site, wet: float) -> None:
    stone = material("kerb", (150, 148, 142), 0.85) if site.kerb == "grey" else _banded("red kerb", (170, 34, 30), (214, 212, 204), 0.5)
    tiles = ground_material("tiles", (136, 120, 108), wet * 0.7, seed=site.seed + 5)
    right, left = edges(site)
    for x0, x1 in _stretches(site):
        for y, sign in ((right, -1), (left, 1)):
            box("kerb", (x0, min(y, y + sign * 0.22), -0.05), (x1, max(y, y + sign * 0.22), 0.15), stone, 0.02)
            a, b = y + sign * 0.22, y + sign * (0.22 + site.pavement)
            box("pavement", (x0, min(a, b), -0.05), (x1, max(a, b), 0.14), tiles)


def _median(site: Site, rng: np.random.Generator) -> None:
    half = site.median / 2
    painted = _banded("median", (186, 30, 28), (220, 218, 210), 1.0)
    soil = material("soil", (84, 92, 58), 0.95)
    for x0, x1 in _stretches(site):
        end = x1 - 3.2 if site.junction and x1 < site.junction else x1
        box("median", (x0, -half, -0.05), (end, half, 0.26), painted, 0.03)
        if site.median > 1.0:
            box("bed", (x0 + 0.2, -half + 0.2, 0.2), (end - 0.3, half - 0.2, 0.30), soil)
            leaf = material("hedge", (26, 42, 20), 0.9)
            x = x0 + 2
            while x < min(end - 2, 110):
                r = float(rng.uniform(0.28, 0.42))
                _bush(x, float(rng.uniform(-0.08, 0.08)), 0.3 + r * 0.7, r, leaf, int(rng.integers(4)))
                x += float(rng.uniform(0.9, 1.5))


_LEAVES: dict[tuple[str, int], bpy.types.Mesh] = {}


def forget() -> None:
    """Meshes shared between trees belong to one Blender file; call after `clear`."""
    _LEAVES.clear()


def _leaf_mesh(kind: str, seed: int, count: int, spread: tuple[float, float, float], leaf: float) -> bpy.types.Mesh:
    """Leaves as small rhombs in clumps over an ellipsoid, one mesh for many trees."""
    key = (kind, seed)
    if key in _LEAVES:
        return _LEAVES[key]
    rng = np.random.default_rng(seed + 17)
    clumps = max(6, count // 260)
    centres = rng.normal(size=(clumps, 3))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    centres *= (rng.random((clumps, 1)) ** 0.45) * np.array(spread) * 0.78
    pick = rng.integers(clumps, size=count)
    at = centres[pick] + rng.normal(size=(count, 3)) * np.array(spread) * 0.17
    a, b = rng.normal(size=(count, 3)), rng.normal(size=(count, 3))
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    b -= (a * b).sum(1, keepdims=True) * a
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    size = leaf * rng.uniform(0.6, 1.3, (count, 1))
    corners = np.stack([at - a * size, at + b * size * 0.45, at + a * size, at - b * size * 0.45], axis=1).reshape(-1, 3)
    mesh = bpy.data.meshes.new(f"leaves {kind} {seed}")
    mesh.from_pydata(corners.tolist(), [], np.arange(count * 4).reshape(-1, 4).tolist())
    shades = [material(f"leaf {kind} {k}", c, 0.6) for k, c in enumerate(((54, 88, 36), (74, 108, 44), (40, 70, 30), (92, 118, 52)))]
    for m in shades:
        mesh.materials.append(m)
    mesh.polygons.foreach_set("material_index", rng.integers(len(shades), size=count).astype(np.int32))
    _LEAVES[key] = mesh
    return mesh


def _leaves(kind: str, seed: int, count: int, spread: tuple[float, float, float], leaf: float, at: tuple[float, float, float]) -> None:
    made = bpy.data.objects.new("leaves", _leaf_mesh(kind, seed, count, spread, leaf))
    bpy.context.scene.collection.objects.link(made)
    made.location = at
    made.rotation_euler = (0, 0, (at[0] * 7.7 + at[1]) % 6.28)


def _bush(x: float, y: float, z: float, r: float, of: bpy.types.Material, seed: int) -> None:
    ball("bush core", (x, y, z), (r * 0.62, r * 0.5, r * 0.5), of)
    _leaves("bush", seed, 1500, (0.5, 0.42, 0.42), 0.035, (x, y, z))


def _tree(x: float, y: float, rng: np.random.Generator) -> None:
    """A street tree with its trunk white-washed, as towns here do."""
    high = float(rng.uniform(3.0, 4.2))
    lean = rng.uniform(-0.25, 0.25, 2)
    bark = material("bark", (86, 74, 60), 0.95)
    lime = material("lime", (206, 204, 194), 0.9)
    tube("trunk", [(x, y, 0), (x + lean[0] * 0.2, y + lean[1] * 0.2, 1.1)], [0.16, 0.14], lime)
    tube("trunk", [(x + lean[0] * 0.2, y + lean[1] * 0.2, 1.1), (x + lean[0], y + lean[1], high)], [0.14, 0.1], bark)
    for _ in range(4):
        out = rng.uniform(-1.3, 1.3, 2)
        tube("branch", [(x + lean[0], y + lean[1], high - 0.4), (x + lean[0] + out[0], y + lean[1] + out[1], high + float(rng.uniform(0.6, 1.8)))], [0.07, 0.03], bark, sides=7)
    spread = float(rng.uniform(0.85, 1.15))
    _leaves("tree", int(rng.integers(3)), 11000, (2.1 * spread, 2.1 * spread, 1.5 * spread), 0.075, (x + lean[0], y + lean[1], high + 1.3))


def _side(site: Site, side: int, what: str, rng: np.random.Generator, night: bool) -> None:
    right, left = edges(site)
    kerb = left if side > 0 else right
    front = kerb + side * (0.22 + site.pavement)
    if site.trees:
        x = site.house_from + float(rng.uniform(0, 5))
        while x < min(site.reach, 95):
            if not site.junction or not site.junction - 9 < x < site.junction + site.cross + 7:
                _tree(x, kerb + side * 1.3, rng)
            x += site.trees * float(rng.uniform(0.85, 1.3))
    if what == "houses":
        _houses(site, side, front, rng, night)
    elif what == "fields":
        _fields(side, front, rng)


def _fields(side: int, front: float, rng: np.random.Generator) -> None:
    rice = material("rice", (120, 140, 58), 0.9)
    dry = material("stubble", (160, 150, 96), 0.95)
    bank = material("bank", (92, 104, 60), 0.95)
    box("bank", (-40, min(front, front + side * 2), -0.2), (400, max(front, front + side * 2), 0.12), bank, 0.05)
    y = front + side * 2
    for k in range(10):
        x0 = -20 + k * 26 + float(rng.uniform(-2, 2))
        for row in range(4):
            a, b = y + side * (row * 24 + 0.4), y + side * (row * 24 + 23)
            _flat("field", [(x0, a), (x0 + 25, a), (x0 + 25, b), (x0, b)], 0.02, rice if rng.random() < 0.7 else dry)
    for _ in range(16):
        _tree(float(rng.uniform(40, 190)), front + side * float(rng.uniform(8, 80)), rng)


def _houses(site: Site, side: int, front: float, rng: np.random.Generator, night: bool) -> None:
    x = site.house_from
    kinds: list[tuple[float, int, int, bpy.types.Material]] = []
    for k in range(7):
        width, floors, seed = float(rng.choice([4.0, 4.5, 5.0, 5.5])), int(rng.integers(2, 5)), int(rng.integers(10_000))
        look = sheet_material(f"front {side} {k}", house_front(width, floors, seed), (0, 2), (200, 200, 200), lamp=5.0 if night else 0.0, finish=(0.85, 0, 0), dust=0.35)
        kinds.append((width, floors, seed, look))
    while x < site.reach:
        width, floors, seed, look = kinds[int(rng.integers(len(kinds)))]
        if site.junction and x < site.junction + site.cross + 3.5 and x + width > site.junction - 3.5:
            x = site.junction + site.cross + 3.6
            continue
        _house(x, front, side, width, floors, seed, look, rng)
        x += width + (float(rng.uniform(0.0, 1.5)) if rng.random() < 0.3 else 0.0)


def _house(x: float, front: float, side: int, width: float, floors: int, seed: int, look: bpy.types.Material, rng: np.random.Generator) -> None:
    high, deep = 3.9 + 3.3 * (floors - 1) + 0.9, 12.0
    own = np.random.default_rng(seed)
    own_wall = WALLS[int(own.integers(len(WALLS)))]
    wall = material(f"wall {own_wall}", tuple(int(c * 0.92) for c in own_wall), 0.9)
    parent = bpy.data.objects.new("house", None)
    bpy.context.scene.collection.objects.link(parent)
    face = solid("front", np.array([(0, 0, 0), (width, 0, 0), (width, 0, high), (0, 0, high)]), [(0, 1, 2, 3)], [look], smooth=False, parent=parent)
    face.location.y = -0.01
    box("body", (0, 0.0, 0), (width, deep, high), wall, 0.0, parent)
    for floor in range(1, floors):
        z = 3.9 + 3.3 * (floor - 1)
        if rng.random() < 0.7:
            box("balcony", (0.05, -1.0, z - 0.12), (width - 0.05, 0, z + 0.02), wall, 0.02, parent)
            rail = material("rail", (140, 142, 145), 0.25, 1.0) if rng.random() < 0.5 else material("white rail", (224, 222, 214), 0.7)
            for h in (0.35, 0.65, 0.95):
                tube("rail", [(0.08, -0.95, z + h), (width - 0.08, -0.95, z + h)], 0.022, rail, parent, 6)
            for k in range(7):
                tube("post", [(0.1 + k * (width - 0.2) / 6, -0.95, z), (0.1 + k * (width - 0.2) / 6, -0.95, z + 0.95)], 0.02, rail, parent, 6)
        if rng.random() < 0.5:
            box("cooler", (width * 0.6, -0.45, z + 2.3), (width * 0.6 + 0.8, -0.05, z + 2.9), material("cooler", (210, 212, 210), 0.5), 0.04, parent)
    tin = [(150, 44, 38), (40, 84, 130), (120, 124, 126), (44, 104, 84)][int(rng.integers(4))]
    if rng.random() < 0.75:
        tilt = [(-0.1, -2.0, 2.75), (width + 0.1, -2.0, 2.75), (width + 0.1, 0, 3.25), (-0.1, 0, 3.25)]
        solid("awning", np.array(tilt), [(0, 1, 2, 3)], [material(f"tin {tin}", tin, 0.5, 0.2)], smooth=False, parent=parent)
    if rng.random() < 0.55:
        solid("roof", np.array([(-0.2, -0.6, high), (width + 0.2, -0.6, high), (width + 0.2, deep / 2, high + 1.5), (-0.2, deep / 2, high + 1.5)]), [(0, 1, 2, 3)], [material(f"tin {tin}", tin, 0.5, 0.2)], smooth=False, parent=parent)
    else:
        tube("tank", [(width * 0.5 - 0.7, 2.5, high + 1.1), (width * 0.5 + 0.7, 2.5, high + 1.1)], 0.55, material("steel", (190, 192, 194), 0.25, 1.0), parent, 16)
        box("stair", (0.4, 4, high), (width * 0.6, 8, high + 2.4), wall, 0.0, parent)
    parent.location = (x, front, 0.1) if side > 0 else (x + width, front, 0.1)
    parent.rotation_euler = (0, 0, 0 if side > 0 else math.pi)


def _post(x: float, y: float, high: float, radius: float = 0.05, of: bpy.types.Material | None = None) -> None:
    tube("post", [(x, y, 0), (x, y, high)], radius, of or material("zinc", (150, 152, 154), 0.45, 0.7), sides=12)


def _facing(name: str, of: bpy.types.Material, x: float, y0: float, y1: float, z0: float, z1: float, origin: tuple[float, float, float]) -> bpy.types.Object:
    """A panel that looks to the camera (-x); local u = -y, v = z."""
    made = solid(name, np.array([(0, -y1, z0), (0, -y0, z0), (0, -y0, z1), (0, -y1, z1)]), [(0, 1, 2, 3)], [of], smooth=False)
    made.location = (origin[0] + x, origin[1], origin[2])
    return made


def _sign(kind: str, x: float, y: float) -> None:
    """A round sign on its post, 2.6 m up, facing the camera."""
    _post(x + 0.04, y, 2.95, 0.038)
    look = sheet_material(f"sign {kind} {x}", round_sign(kind), (1, 2), (130, 130, 130), flip=True, lamp=0.0, finish=(0.4, 0.6, 0), dust=0.1)
    turn = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    radius = 0.35
    shape = np.column_stack([np.zeros(40), radius * np.cos(turn), radius * np.sin(turn)])
    if kind == "one_way":
        shape = np.array([(0, -0.34, -0.34), (0, 0.34, -0.34), (0, 0.34, 0.34), (0, -0.34, 0.34)])
    made = solid("sign", shape, [tuple(range(len(shape)))], [look], smooth=False)
    made.location = (x - 0.02, y, 2.6)


def _gantry(site: Site, words: tuple[str, ...], x: float) -> None:
    right, _ = edges(site)
    steel = material("zinc", (150, 152, 154), 0.45, 0.7)
    y = right - 0.8
    _post(x, y, 6.4, 0.12, steel)
    tube("arm", [(x, y, 6.1), (x, y + 4.6, 6.25)], 0.08, steel)
    wide, high = 3.2, 1.5
    look = sheet_material(f"board {x}", board(words, wide, high), (1, 2), (14, 70, 160), flip=True, finish=(0.4, 0, 0), dust=0.1)
    made = solid("board", np.array([(0, 0, 0), (0, -wide, 0), (0, -wide, high), (0, 0, high)]), [(0, 1, 2, 3)], [look], smooth=False)
    made.location = (x - 0.1, y + 4.7, 5.3)


def signal(site: Site, x: float, y: float, state: str, arm: float = 0.0) -> list[bpy.types.Object]:
    """A signal that looks to the camera; state red|amber|green; its countdown is left dark. arm: length of a mast over the road. Gives its parts back."""
    before = set(bpy.data.objects)
    pole = _banded_pole()
    high = 5.6 if arm else 2.9
    tube("signal pole", [(x, y, 0), (x, y, high)], 0.075, pole, sides=14)
    heads = [(y, 2.55)]
    if arm:
        toward = 1 if y < 0 else -1
        tube("mast", [(x, y, high - 0.1), (x, y + toward * arm, high + 0.15)], 0.06, material("zinc", (150, 152, 154), 0.45, 0.7))
        heads.append((y + toward * (arm - 0.2), high - 0.35))
    for hy, hz in heads:
        _signal_head(x - 0.12, hy, hz, state)
        panel = solid("countdown", np.array([(0, 0.22, -0.22), (0, -0.22, -0.22), (0, -0.22, 0.22), (0, 0.22, 0.22)]), [(0, 1, 2, 3)], [material("countdown", (10, 10, 10), 0.5)], smooth=False)
        panel.location = (x - 0.26, hy, hz + 0.85)
    return [o for o in bpy.data.objects if o not in before]


def _banded_pole() -> bpy.types.Material:
    return material("signal pole", (176, 178, 176), 0.5, 0.3)


def _signal_head(x: float, y: float, z: float, state: str) -> None:
    black = material("signal housing", (16, 17, 17), 0.5)
    box("housing", (x - 0.1, y - 0.19, z - 0.56), (x + 0.1, y + 0.19, z + 0.56), black, 0.05)
    for k, (name, on, off) in enumerate((("red", (255, 10, 6), (58, 10, 8)), ("amber", (255, 150, 6), (58, 40, 8)), ("green", (10, 255, 96), (8, 46, 26)))):
        lit = name == state
        lens = material(f"lens {name} {lit}", on if lit else off, 0.25, 0, 0, 9.0 if lit else 0.0)
        dz = z + 0.36 - k * 0.36
        ball("lens", (x - 0.09, y, dz), (0.04, 0.135, 0.135), lens)
        tube("hood", [(x - 0.1, y - 0.16, dz + 0.05), (x - 0.14, y, dz + 0.17), (x - 0.1, y + 0.16, dz + 0.05)], 0.022, black, sides=6)


def _street_lamps(site: Site, night: bool) -> None:
    right, left = edges(site)
    steel = material("zinc", (150, 152, 154), 0.45, 0.7)
    glow = material("lamp glow", (255, 214, 160), 0.3, 0, 0, 90.0 if night else 0.0)
    for x in np.arange(12.0, min(site.reach, 130.0), 26.0):
        for side, edge in ((-1, right), (1, left)):
            if side > 0 and site.toward == 0:
                continue
            y = edge + side * 0.7
            tube("lamp post", [(x, y, 0), (x, y, 7.2), (x, y - side * 0.6, 7.9), (x, y - side * 2.0, 8.1)], [0.09, 0.06, 0.045, 0.04], steel)
            ball("lamp", (x, y - side * 2.1, 8.05), (0.32, 0.16, 0.06), glow)
            if night:
                light = bpy.data.lights.new("lamp", "SPOT")
                light.energy, light.color, light.spot_size, light.spot_blend, light.shadow_soft_size = 1500.0, _warm(site.seed), 2.5, 0.8, 0.25
                made = bpy.data.objects.new("lamp light", light)
                bpy.context.scene.collection.objects.link(made)
                made.location = (x, y - side * 2.1, 7.9)


def _warm(seed: int) -> RGB:
    return (1.0, 0.62, 0.3) if seed % 2 else (1.0, 0.86, 0.68)


def _cables(site: Site, rng: np.random.Generator) -> None:
    """Concrete poles with the bundles of cables every street here has."""
    right, left = edges(site)
    concrete, black = material("concrete", (150, 148, 142), 0.9), material("cable", (14, 14, 15), 0.6)
    y = (left + 0.9) if site.seed % 2 else (right - 0.9)
    xs = np.arange(-10, min(site.reach + 40, 170), 32.0)
    for x in xs:
        box("pole", (x - 0.13, y - 0.13, 0), (x + 0.13, y + 0.13, 8.6), concrete, 0.03)
        box("meter", (x - 0.3, y - 0.32, 2.6), (x + 0.3, y - 0.13, 3.2), material("meter box", (196, 196, 190), 0.6), 0.02)
    for k in range(9):
        dy, z, sag = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(6.0, 8.4)), float(rng.uniform(0.35, 1.1))
        points = [(a + 32 * t, y + dy, z - sag * 4 * t * (1 - t)) for a in xs[:-1] for t in np.linspace(0, 1, 9, endpoint=False)]
        tube(f"cable {k}", points, 0.014 if k else 0.03, black, sides=5)


def _horizon(site: Site, rng: np.random.Generator) -> None:
    """Low hills, and a row of trees and roofs that closes the street."""
    green = material("hill", (96, 116, 96), 1.0)
    x = np.linspace(-1, 1, 60)
    for k, (dist, high) in enumerate(((520.0, 34.0), (420.0, 18.0))):
        ridge = high * (0.5 + 0.5 * np.interp(np.linspace(0, 8, 60), np.arange(9), rng.random(9)))
        top = np.column_stack([np.full(60, dist), x * 380, ridge])
        low = np.column_stack([np.full(60, dist - 5), x * 380, np.full(60, -1.0)])
        solid(f"hill {k}", np.concatenate([low, top]), [(i, i + 1, 61 + i, 60 + i) for i in range(59)], [green])
    for _ in range(26):
        _tree(site.reach + float(rng.uniform(10, 60)), float(rng.uniform(-34, 34)), rng)
