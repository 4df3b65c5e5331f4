"""The parts of a desktop that an app talks to over the session bus: a notification server, and a panel with a tray.

Writes what happens to standard output and obeys commands from standard input, one JSON object a line. A command has a
number `seq`, which its answer repeats. Runs until standard input ends.
"""

import json
import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NOTIFICATIONS = "org.freedesktop.Notifications"
WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
BUS = "org.freedesktop.DBus"
# Of an app that may be starting on a busy machine.
ANSWER_LIMIT_S = 20


def say(**what):
    print(json.dumps(what), flush=True)


def plain(value):
    """A value of the bus as one of JSON's."""
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, dbus.Byte):
        return int(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


class Notifications(dbus.service.Object):
    """Shows nothing, but tells what it was asked to show, and does what a person would do with it."""

    def __init__(self, bus):
        super().__init__(bus, "/org/freedesktop/Notifications")
        self.last = 0

    @dbus.service.method(NOTIFICATIONS, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        if replaces == 0:
            self.last += 1
        number = int(replaces) or self.last
        say(event="notified", id=number, app=str(app), summary=str(summary), body=str(body), actions=plain(actions), desktopEntry=str(hints.get("desktop-entry", "")))
        return number

    @dbus.service.method(NOTIFICATIONS, in_signature="u")
    def CloseNotification(self, number):
        say(event="withdrawn", id=int(number))
        self.NotificationClosed(number, 3)

    @dbus.service.method(NOTIFICATIONS, out_signature="as")
    def GetCapabilities(self):
        return ["body", "body-markup", "actions"]

    @dbus.service.method(NOTIFICATIONS, out_signature="ssss")
    def GetServerInformation(self):
        return ("desktop_bus", "Signalbox", "1", "1.2")

    @dbus.service.signal(NOTIFICATIONS, signature="us")
    def ActionInvoked(self, number, action):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature="uu")
    def NotificationClosed(self, number, reason):
        pass


class Panel(dbus.service.Object):
    """Watcher and host in one: where tray icons are registered, and who reads them and works their menus."""

    def __init__(self, bus):
        super().__init__(bus, "/StatusNotifierWatcher")
        self.bus = bus
        self.items = []
        bus.add_signal_receiver(self.name_changed, "NameOwnerChanged", BUS, BUS, "/org/freedesktop/DBus")

    @dbus.service.method(WATCHER, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender=None):
        item = (sender, str(service)) if service.startswith("/") else (str(service), "/StatusNotifierItem")
        self.items.append(item)
        self.StatusNotifierItemRegistered(service)

    @dbus.service.method(WATCHER, in_signature="s")
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.signal(WATCHER, signature="s")
    def StatusNotifierItemRegistered(self, service):
        pass

    @dbus.service.signal(WATCHER)
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        services = dbus.Array([name + path for name, path in self.items], signature="s")
        return {"IsStatusNotifierHostRegistered": True, "ProtocolVersion": dbus.Int32(0), "RegisteredStatusNotifierItems": services}

    def name_changed(self, name, _before, after):
        if after == "":
            self.items = [item for item in self.items if item[0] != name]

    def ask(self, path, interface, method, *arguments):
        name, _ = self.items[-1]
        proxy = self.bus.get_object(name, path, introspect=False)
        return proxy.get_dbus_method(method, interface)(*arguments, timeout=ANSWER_LIMIT_S)

    def read(self):
        """The icon as a panel shows it; None when there is none."""
        if not self.items:
            return None
        facts = self.ask(self.items[-1][1], PROPERTIES, "GetAll", ITEM)
        pixmaps = [{"width": int(width), "height": int(height), "argb": bytes(data).hex()} for width, height, data in facts.get("IconPixmap", [])]
        tooltip = facts.get("ToolTip", ("", [], "", ""))
        return {
            "items": len(self.items),
            "id": str(facts.get("Id", "")),
            "title": str(facts.get("Title", "")),
            "status": str(facts.get("Status", "")),
            "iconName": str(facts.get("IconName", "")),
            "pixmaps": pixmaps,
            "tooltip": [str(tooltip[2]), str(tooltip[3])],
            "menu": [{"label": label, "enabled": enabled} for _, label, enabled in self.menu(facts["Menu"])],
        }

    def menu(self, path):
        _, root = self.ask(path, MENU, "GetLayout", dbus.Int32(0), dbus.Int32(-1), dbus.Array([], signature="s"))
        for number, properties, _children in root[2]:
            separates = str(properties.get("type", "")) == "separator"
            yield int(number), "─" if separates else str(properties.get("label", "")), bool(properties.get("enabled", True))

    def choose(self, label):
        """What a click on an entry of the menu does."""
        path = self.ask(self.items[-1][1], PROPERTIES, "Get", ITEM, "Menu")
        number = next(number for number, shown, _ in self.menu(path) if shown == label)
        self.ask(path, MENU, "Event", dbus.Int32(number), "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))

    def activate(self):
        """What a click on the icon does."""
        self.ask(self.items[-1][1], ITEM, "Activate", dbus.Int32(0), dbus.Int32(0))


class Desktop:
    def __init__(self, bus):
        self.bus = bus
        self.notifications = Notifications(bus)
        self.panel = Panel(bus)
        self.names = {}

    def serve(self, name):
        self.names[name] = dbus.service.BusName(name, self.bus, do_not_queue=True)

    def obey(self, command):
        what = command["do"]
        if what == "start-notifications":
            return self.serve(NOTIFICATIONS)
        if what == "start-panel":
            return self.serve(WATCHER)
        if what == "click-notification":
            self.notifications.ActionInvoked(command["id"], "default")
            return self.notifications.NotificationClosed(command["id"], 2)
        if what == "read-tray":
            return self.panel.read()
        if what == "choose":
            return self.panel.choose(command["label"])
        if what == "activate":
            return self.panel.activate()
        raise ValueError(f"There is no command {what}.")

    def hear(self, line):
        command = json.loads(line)
        try:
            say(seq=command["seq"], answer=self.obey(command))
        except Exception as problem:
            say(seq=command["seq"], problem=f"{type(problem).__name__}: {problem}")


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    desktop = Desktop(dbus.SessionBus())
    loop = GLib.MainLoop()

    rest = b""

    def hear(source, _condition):
        nonlocal rest
        piece = os.read(source, 65536)
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            desktop.hear(line)
        if piece == b"":
            loop.quit()
        return piece != b""

    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, hear)
    loop.run()


main()
