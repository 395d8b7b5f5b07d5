"""Small things of Blender that everything here is built from: meshes, materials, sweeps. Metres, degrees nowhere."""

import math
from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Vector
from sheets import Sheet

RGB = tuple[float, float, float]


def clear() -> None:
    """An empty file."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def linear(colour: Sequence[float]) -> RGB:
    """sRGB 0-255 to the linear 0-1 that Cycles computes with."""
    c = np.array(colour[:3], float) / 255
    out = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return (float(out[0]), float(out[1]), float(out[2]))


def material(name: str, colour: Sequence[float], rough: float = 0.5, metal: float = 0.0, coat: float = 0.0, light: float = 0.0,
             bump: tuple[float, float] | None = None) -> bpy.types.Material:
    """A plain surface, colour sRGB 0-255; the same name is made once. bump: (strength, size of grain in metres)."""
    found = bpy.data.materials.get(name)
    if found:
        return found
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*linear(colour), 1)
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    shader.inputs["Coat Weight"].default_value = coat
    if light:
        shader.inputs["Emission Color"].default_value = (*linear(colour), 1)
        shader.inputs["Emission Strength"].default_value = light
    if bump:
        nodes, links = made.node_tree.nodes, made.node_tree.links
        noise, relief, where = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeBump"), nodes.new("ShaderNodeTexCoord")
        noise.inputs["Scale"].default_value = 1 / bump[1]
        relief.inputs["Strength"].default_value = bump[0]
        links.new(where.outputs["Object"], noise.inputs["Vector"])
        links.new(noise.outputs["Fac"], relief.inputs["Height"])
        links.new(relief.outputs["Normal"], shader.inputs["Normal"])
    return made


def picture(name: str, pixels: np.ndarray, data: bool = False) -> bpy.types.Image:
    """A picture from floats 0-1, bottom row first, 3 or 4 channels."""
    high, wide = pixels.shape[:2]
    made = bpy.data.images.new(name, wide, high, alpha=True, is_data=data)
    rgba = np.ones((high, wide, 4), np.float32)
    rgba[..., : pixels.shape[2]] = pixels
    made.pixels.foreach_set(rgba.ravel())
    made.alpha_mode = "CHANNEL_PACKED"
    made.pack()
    # Cycles keeps pictures between two renderings by their address: one that was purged lends its address, and with it
    # its pixels, to the next vehicle's plate.
    made.use_fake_user = True
    return made


def sheet_material(name: str, sheet: Sheet, axes: tuple[int, int], paint: Sequence[float], flip: bool = False, lamp: float = 0.0,
                   finish: tuple[float, float, float] = (0.28, 0.0, 0.6), dust: float = 0.25) -> bpy.types.Material:
    """Paint with a sheet on it, laid on by two of the object's own axes (0 x, 1 y, 2 z).

    finish: roughness, metal and clear coat of the paint; lamp: strength of what the sheet marks as light.
    """
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    nodes, links = made.node_tree.nodes, made.node_tree.links
    shader = nodes["Principled BSDF"]
    colour, surface = sheet.images()
    where, split, join = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeSeparateXYZ"), nodes.new("ShaderNodeCombineXYZ")
    links.new(where.outputs["Object"], split.inputs[0])
    u0, u1, v0, v1 = sheet.box
    for socket, axis, low, high, sign in ((0, axes[0], u0, u1, -1 if flip else 1), (1, axes[1], v0, v1, 1)):
        scale = nodes.new("ShaderNodeMath")
        scale.operation = "MULTIPLY_ADD"
        scale.inputs[1].default_value = sign / (high - low)
        scale.inputs[2].default_value = -low / (high - low)
        links.new(split.outputs[axis], scale.inputs[0])
        links.new(scale.outputs[0], join.inputs[socket])
    sampled = []
    for tag, pixels, data in (("colour", colour, False), ("surface", surface, True)):
        node = nodes.new("ShaderNodeTexImage")
        node.image, node.extension = picture(f"{name} {tag}", pixels, data), "EXTEND"
        links.new(join.outputs[0], node.inputs["Vector"])
        sampled.append(node)
    coloured, surfaced = sampled
    mix = _mix(made, "RGBA")
    mix.inputs[6].default_value = (*linear(paint), 1)
    links.new(coloured.outputs["Alpha"], mix.inputs[0])
    links.new(coloured.outputs["Color"], mix.inputs[7])
    dusty = _dusted(made, mix.outputs[2], split, dust)
    links.new(dusty, shader.inputs["Base Color"])
    parts = nodes.new("ShaderNodeSeparateColor")
    links.new(surfaced.outputs["Color"], parts.inputs[0])
    for channel, of_paint, target in ((0, finish[0], "Roughness"), (1, finish[1], "Metallic")):
        blend = _mix(made, "FLOAT")
        blend.inputs[2].default_value = of_paint
        links.new(coloured.outputs["Alpha"], blend.inputs[0])
        links.new(parts.outputs[channel], blend.inputs[3])
        links.new(blend.outputs[0], shader.inputs[target])
    coat = nodes.new("ShaderNodeMath")
    coat.operation = "MULTIPLY_ADD"
    coat.inputs[1].default_value, coat.inputs[2].default_value = -finish[2], finish[2]
    links.new(coloured.outputs["Alpha"], coat.inputs[0])
    links.new(coat.outputs[0], shader.inputs["Coat Weight"])
    if lamp:
        light = nodes.new("ShaderNodeMath")
        light.operation, light.inputs[1].default_value = "MULTIPLY", lamp
        links.new(parts.outputs[2], light.inputs[0])
        lit = _mix(made, "FLOAT")
        links.new(coloured.outputs["Alpha"], lit.inputs[0])
        links.new(light.outputs[0], lit.inputs[3])
        links.new(coloured.outputs["Color"], shader.inputs["Emission Color"])
        links.new(lit.outputs[0], shader.inputs["Emission Strength"])
    return made


def _mix(made: bpy.types.Material, kind: str) -> bpy.types.Node:
    node = made.node_tree.nodes.new("ShaderNodeMix")
    node.data_type = kind
    if kind == "FLOAT":
        node.inputs[2].default_value = 0.0
    return node


def _dusted(made: bpy.types.Material, colour: bpy.types.NodeSocket, split: bpy.types.Node, dust: float) -> bpy.types.NodeSocket:
    """Road dust that thins out upwards, patchy."""
    nodes, links = made.node_tree.nodes, made.node_tree.links
    height = nodes.new("ShaderNodeMapRange")
    height.inputs["From Min"].default_value, height.inputs["From Max"].default_value = 0.2, 1.1
    height.inputs["To Min"].default_value, height.inputs["To Max"].default_value = dust, dust * 0.12
    noise = nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 5.0
    share = nodes.new("ShaderNodeMath")
    share.operation = "MULTIPLY"
    links.new(split.outputs[2], height.inputs["Value"])
    links.new(height.outputs[0], share.inputs[0])
    links.new(noise.outputs["Fac"], share.inputs[1])
    mix = _mix(made, "RGBA")
    mix.inputs[7].default_value = (*linear((150, 138, 120)), 1)
    links.new(share.outputs[0], mix.inputs[0])
    links.new(colour, mix.inputs[6])
    return mix.outputs[2]


def solid(name: str, vertices: np.ndarray, faces: Sequence[Sequence[int]] | np.ndarray, materials: Sequence[bpy.types.Material],
          index: np.ndarray | None = None, smooth: bool = True, parent: bpy.types.Object | None = None) -> bpy.types.Object:
    """A mesh object; index gives each face its material."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(vertices, float).tolist(), [], [list(map(int, f)) for f in faces])
    mesh.validate()
    for m in materials:
        mesh.materials.append(m)
    if index is not None and len(index) == len(mesh.polygons):
        mesh.polygons.foreach_set("material_index", index.astype(np.int32))
    mesh.polygons.foreach_set("use_smooth", np.full(len(mesh.polygons), smooth))
    made = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(made)
    made.parent = parent
    return made


def group(name: str) -> bpy.types.Object:
    """An empty that carries parts."""
    made = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(made)
    return made


def box(name: str, low: Sequence[float], high: Sequence[float], of: bpy.types.Material, bevel: float = 0.0,
        parent: bpy.types.Object | None = None) -> bpy.types.Object:
    """A box between two corners, edges rounded by `bevel`."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    v = np.array([(x, y, z) for z in (z0, z1) for y in (y0, y1) for x in (x0, x1)])
    faces = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    made = solid(name, v, faces, [of], smooth=bevel > 0, parent=parent)
    if bevel:
        rounded = made.modifiers.new("round", "BEVEL")
        rounded.width, rounded.segments, rounded.limit_method = bevel, 3, "NONE"
        rounded.harden_normals = False
    return made


def tube(name: str, path: Sequence[Sequence[float]], radii: Sequence[float] | float, of: bpy.types.Material,
         parent: bpy.types.Object | None = None, sides: int = 12, flat: float = 1.0) -> bpy.types.Object:
    """A round bar along a path of 3D points; `flat` squeezes it vertically."""
    points = np.array(path, float)
    r = np.full(len(points), radii, float) if np.isscalar(radii) else np.array(radii, float)
    tangents = np.gradient(points, axis=0)
    rings = []
    for p, t, radius in zip(points, tangents, r, strict=True):
        t = t / (np.linalg.norm(t) + 1e-9)
        side = np.cross(t, (0, 0, 1)) if abs(t[2]) < 0.92 else np.cross(t, (1, 0, 0))
        side = side / np.linalg.norm(side)
        up = np.cross(side, t)
        turn = np.linspace(0, 2 * math.pi, sides, endpoint=False)
        rings.append(p + radius * (np.cos(turn)[:, None] * side + flat * np.sin(turn)[:, None] * up))
    return _rings(name, rings, of, parent)


def _rings(name: str, rings: list[np.ndarray], of: bpy.types.Material, parent: bpy.types.Object | None) -> bpy.types.Object:
    n, m = len(rings), len(rings[0])
    vertices = np.concatenate([*rings, [rings[0].mean(0)], [rings[-1].mean(0)]])
    faces: list[tuple[int, ...]] = [(i * m + j, i * m + (j + 1) % m, (i + 1) * m + (j + 1) % m, (i + 1) * m + j) for i in range(n - 1) for j in range(m)]
    faces += [(n * m, (j + 1) % m, j) for j in range(m)] + [(n * m + 1, (n - 1) * m + j, (n - 1) * m + (j + 1) % m) for j in range(m)]
    return solid(name, vertices, faces, [of], parent=parent)


def sweep(name: str, stations: Sequence[tuple[float, float, float, float]], of: bpy.types.Material,
          parent: bpy.types.Object | None = None, power: float = 2.4, y: float = 0.0) -> bpy.types.Object:
    """A rounded body along x: stations are (x, z of the middle, half width, half height); power 2 is an ellipse, more is boxier."""
    fine = _smooth(np.array(stations, float), 5)
    turn = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    ys, zs = np.sign(c) * np.abs(c) ** (2 / power), np.sign(s) * np.abs(s) ** (2 / power)
    rings = [np.column_stack([np.full(len(turn), x), y + w * ys, z + h * zs]) for x, z, w, h in fine]
    return _rings(name, rings, of, parent)


def _smooth(stations: np.ndarray, per_step: int) -> np.ndarray:
    """Catmull-Rom through the stations."""
    p = np.concatenate([2 * stations[:1] - stations[1:2], stations, 2 * stations[-1:] - stations[-2:-1]])
    out = []
    for i in range(1, len(p) - 2):
        for t in np.linspace(0, 1, per_step, endpoint=False):
            a, b, c, d = p[i - 1], p[i], p[i + 1], p[i + 2]
            out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    out.append(stations[-1])
    made = np.array(out)
    made[:, 2:] = np.maximum(made[:, 2:], 0.004)
    return made


def ball(name: str, centre: Sequence[float], radii: Sequence[float] | float, of: bpy.types.Material,
         parent: bpy.types.Object | None = None, turn: float = 0.0) -> bpy.types.Object:
    """An ellipsoid, turned about y."""
    r = (radii, radii, radii) if isinstance(radii, float | int) else radii
    lat, lon = np.linspace(-math.pi / 2, math.pi / 2, 18), np.linspace(0, 2 * math.pi, 26, endpoint=False)
    rings = [np.column_stack([np.cos(a) * np.cos(lon) * r[0], np.cos(a) * np.sin(lon) * r[1], np.full(len(lon), np.sin(a) * r[2])]) for a in lat]
    rot = np.array([[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]])
    return _rings(name, [ring @ rot.T + np.array(centre) for ring in rings], of, parent)


def lathe(name: str, profile: Sequence[tuple[float, float]], of: bpy.types.Material, centre: Sequence[float],
          parent: bpy.types.Object | None = None, sides: int = 40) -> bpy.types.Object:
    """A body turned about an axle along y: profile of (y, radius)."""
    turn = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    rings = [np.column_stack([r * np.cos(turn), np.full(sides, y), r * np.sin(turn)]) + np.array(centre) for y, r in profile]
    return _rings(name, rings, of, parent)


def melted(name: str, parts: list[bpy.types.Object], voxel: float, of: bpy.types.Material, parent: bpy.types.Object | None,
           fold: float = 0.0) -> bpy.types.Object:
    """Parts grown into one soft skin (cloth over limbs); `fold` is the depth of its creases in metres."""
    vertices, faces, base = [], [], 0
    for part in parts:
        mesh = part.data
        vertices += [tuple(v.co) for v in mesh.vertices]
        faces += [[base + i for i in p.vertices] for p in mesh.polygons]
        base += len(mesh.vertices)
        bpy.data.objects.remove(part, do_unlink=True)
    made = solid(name, np.array(vertices), faces, [of], parent=parent)
    grown = made.modifiers.new("grow", "REMESH")
    grown.mode, grown.voxel_size, grown.use_smooth_shade = "VOXEL", voxel, True
    soft = made.modifiers.new("soft", "SMOOTH")
    soft.factor, soft.iterations = 0.6, 6
    if fold:
        texture = bpy.data.textures.get("folds") or bpy.data.textures.new("folds", "CLOUDS")
        texture.noise_scale = 0.09
        crease = made.modifiers.new("crease", "DISPLACE")
        crease.texture, crease.strength, crease.mid_level = texture, fold, 0.5
    return made


def place(thing: bpy.types.Object, x: float, y: float, heading: float = 0.0, z: float = 0.0, lean: float = 0.0) -> bpy.types.Object:
    """Puts a thing on the ground, heading in degrees from +x."""
    thing.location = Vector((x, y, z))
    thing.rotation_euler = (math.radians(lean), 0, math.radians(heading))
    return thing
