"""What every answer tells the browser: pages, refusals, failures, static files and downloads alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Everything that no page of an office asks for; Chromium from 88 on knows each of these words
POWERS = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking"),
)
ON_EVERY_ANSWER = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in POWERS),
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Who says nothing is not kept: static files and downloads say it themselves
    "Cache-Control": "no-store, private",
}


class Headers:
    """Stands outside all other layers, so that an answer which one of them gives early has them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ON_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        return response
