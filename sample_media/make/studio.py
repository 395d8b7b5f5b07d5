"""Light, camera and exposure onto film: linear pictures with their depth, whole or only where something changed."""

import math
import os
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
import OpenEXR
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from things import RGB, linear

Border = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels, y downwards


@dataclass(frozen=True)
class View:
    """Where a camera hangs (metres), what it aims at, its horizontal angle (degrees) and its picture."""

    at: tuple[float, float, float]
    aim: tuple[float, float, float]
    angle: float
    size: tuple[int, int] = (1920, 1080)


@dataclass(frozen=True)
class Light:
    """sun: strength, height and direction (degrees, 0 = ahead of the camera), softness, colour; sky: zenith, horizon, strength, cloud 0-1."""

    sun: float
    height: float
    direction: float
    soft: float
    sun_colour: tuple[int, int, int]
    zenith: tuple[int, int, int]
    horizon: tuple[int, int, int]
    sky: float
    cloud: float = 0.0
    wet: float = 0.0
    night: bool = False
    lamps_on: bool = False


LIGHTS = {
    "sun": Light(5.2, 48, 130, 0.6, (255, 244, 226), (88, 134, 204), (206, 222, 236), 0.75, 0.55),
    "morning": Light(4.2, 27, -70, 0.8, (255, 226, 188), (112, 150, 206), (232, 224, 210), 0.7, 0.4),
    "haze": Light(2.4, 42, 160, 4.0, (255, 246, 232), (176, 190, 204), (222, 224, 222), 0.95, 0.3),
    "overcast": Light(0.5, 60, 90, 25.0, (255, 252, 248), (196, 202, 208), (214, 216, 216), 1.0, 0.35),
    "rain": Light(0.15, 60, 90, 30.0, (235, 242, 250), (150, 160, 172), (176, 182, 188), 0.8, 0.4, wet=1.0, lamps_on=True),
    "glare": Light(6.5, 13, 12, 0.5, (255, 214, 158), (148, 168, 196), (255, 226, 180), 0.75, 0.2),
    "dusk": Light(0.9, 5, -50, 2.0, (255, 150, 84), (62, 78, 122), (236, 158, 110), 0.42, 0.5, lamps_on=True),
    "night": Light(0.0, 20, 0, 1.0, (255, 255, 255), (14, 18, 30), (34, 32, 38), 0.06, 0.0, night=True, lamps_on=True),
    "night rain": Light(0.0, 20, 0, 1.0, (255, 255, 255), (14, 17, 26), (36, 34, 38), 0.07, 0.0, wet=1.0, night=True, lamps_on=True),
}


def set_light(light: Light, view: View) -> None:
    """Sun, sky and, at night, the camera's own flash."""
    scene = bpy.context.scene
    world = bpy.data.worlds.new("sky")
    scene.world = world
    world.use_nodes = True
    _sky(world, light)
    if light.sun:
        sun = bpy.data.lights.new("sun", "SUN")
        sun.energy, sun.angle, sun.color = light.sun, math.radians(light.soft), linear(light.sun_colour)
        made = bpy.data.objects.new("sun", sun)
        scene.collection.objects.link(made)
        a, h = math.radians(light.direction), math.radians(light.height)
        toward = Vector((math.cos(a) * math.cos(h), math.sin(a) * math.cos(h), math.sin(h)))
        made.rotation_euler = toward.to_track_quat("Z", "Y").to_euler()
    if light.night:
        flash = bpy.data.lights.new("flash", "SPOT")
        flash.energy, flash.spot_size, flash.spot_blend, flash.shadow_soft_size = 5200.0, math.radians(view.angle * 1.25), 0.7, 0.15
        flash.color = (0.92, 0.96, 1.0)
        made = bpy.data.objects.new("flash", flash)
        scene.collection.objects.link(made)
        made.location = (view.at[0], view.at[1] + 0.9, view.at[2] - 0.3)
        made.rotation_euler = (Vector(view.aim) - Vector(made.location)).to_track_quat("-Z", "Y").to_euler()


def _sky(world: bpy.types.World, light: Light) -> None:
    nodes, links = world.node_tree.nodes, world.node_tree.links
    back = nodes["Background"]
    where, split = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeSeparateXYZ")
    links.new(where.outputs["Generated"], split.inputs[0])
    rise = nodes.new("ShaderNodeMapRange")
    rise.inputs["From Min"].default_value, rise.inputs["From Max"].default_value = -0.02, 0.5
    links.new(split.outputs[2], rise.inputs["Value"])
    blend = nodes.new("ShaderNodeMix")
    blend.data_type = "RGBA"
    blend.inputs[6].default_value, blend.inputs[7].default_value = (*linear(light.horizon), 1), (*linear(light.zenith), 1)
    links.new(rise.outputs[0], blend.inputs[0])
    cloud, share = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeMapRange")
    cloud.inputs["Scale"].default_value, cloud.inputs["Detail"].default_value = 2.6, 5.0
    links.new(where.outputs["Generated"], cloud.inputs["Vector"])
    for key, v in (("From Min", 0.45), ("From Max", 0.62), ("To Min", 0.0), ("To Max", light.cloud)):
        share.inputs[key].default_value = v
    links.new(cloud.outputs["Fac"], share.inputs["Value"])
    over = nodes.new("ShaderNodeMix")
    over.data_type = "RGBA"
    over.inputs[7].default_value = (*linear([min(255, c + 40) for c in light.horizon]), 1)
    links.new(share.outputs[0], over.inputs[0])
    links.new(blend.outputs[2], over.inputs[6])
    links.new(over.outputs[2], back.inputs["Color"])
    back.inputs["Strength"].default_value = light.sky


def set_camera(view: View) -> None:
    """The camera and everything about how Cycles computes: one thread, few bounces, no wish for perfection."""
    scene = bpy.context.scene
    camera = bpy.data.cameras.new("camera")
    made = bpy.data.objects.new("camera", camera)
    scene.collection.objects.link(made)
    scene.camera = made
    made.location = view.at
    made.rotation_euler = (Vector(view.aim) - Vector(view.at)).to_track_quat("-Z", "Y").to_euler()
    camera.sensor_width, camera.lens_unit = 36.0, "FOV"
    camera.angle, camera.clip_end = math.radians(view.angle), 1200.0
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.threads_mode, render.threads = "FIXED", int(os.environ.get("MEDIA_THREADS", "1"))
    render.resolution_x, render.resolution_y = view.size
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transmission_bounces = 4, 2, 3, 0
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_quality, cycles.denoising_prefilter = "FAST", "FAST"
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.sample_clamp_indirect = 4.0
    render.use_persistent_data = True  # a drop is many small pictures of one scene
    scene.view_layers[0].use_pass_z = True
    settings = render.image_settings
    settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR_MULTILAYER", "16", "ZIP"


def shoot(path: Path, samples: int, border: Border | None = None, scale: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Linear colour (h, w, 3) and depth in metres (h, w) of the frame or of its `border`; scale 2 is twice as fine."""
    scene = bpy.context.scene
    render = scene.render
    w, h = render.resolution_x, render.resolution_y
    scene.cycles.samples = samples
    render.resolution_percentage = 100 * scale
    render.use_border = render.use_crop_to_border = border is not None
    if border:
        render.border_min_x, render.border_max_x = border[0] / w, border[2] / w
        render.border_min_y, render.border_max_y = 1 - border[3] / h, 1 - border[1] / h
    render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    layers = {name: channel.pixels for part in OpenEXR.File(str(path)).parts for name, channel in part.channels.items()}
    colour = next(pixels for name, pixels in layers.items() if "Combined" in name)
    depth = next(pixels for name, pixels in layers.items() if "Depth" in name)
    path.unlink()
    return np.asarray(colour[..., :3], np.float32), np.asarray(depth, np.float32).reshape(colour.shape[:2])


def border_of(objects: list[bpy.types.Object], view: View, margin: int, shadow: float = 0.0) -> Border:
    """The part of the frame in which these objects (and a shadow of so many metres) are seen."""
    bpy.context.view_layer.update()
    scene, spots = bpy.context.scene, []
    for thing in objects:
        if thing.type != "MESH" or thing.hide_render:
            continue
        for corner in thing.bound_box:
            p = thing.matrix_world @ Vector(corner)
            spots.append(p)
            for dx, dy in ((shadow, 0), (-shadow, 0), (0, shadow), (0, -shadow)) if shadow else ():
                spots.append(Vector((p.x + dx, p.y + dy, 0)))
    seen = [world_to_camera_view(scene, scene.camera, p) for p in spots]
    w, h = view.size
    xs, ys = [p.x * w for p in seen], [(1 - p.y) * h for p in seen]
    x0, x1 = max(0, int(min(xs)) - margin), min(w, int(max(xs)) + margin)
    y0, y1 = max(0, int(min(ys)) - margin), min(h, int(max(ys)) + margin)
    return x0, y0, max(x0 + 8, x1), max(y0 + 8, y1)


def whole(thing: bpy.types.Object) -> list[bpy.types.Object]:
    """A group's parts."""
    return [thing, *thing.children_recursive]


__all__ = ["LIGHTS", "RGB", "Border", "Light", "View", "border_of", "set_camera", "set_light", "shoot", "whole"]
