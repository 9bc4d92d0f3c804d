"""The portal's addresses, and one for every way in which a page can go wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from loket.urls import urlpatterns as addresses


def refuse(request):
    raise PermissionDenied


def misread(request):
    raise SuspiciousOperation


def break_down(request):
    raise RuntimeError("een fout die niemand verwachtte")


def hold_off(request):
    return render(request, "429.html", status=429)


urlpatterns = [
    *addresses,
    path("mis/400/", login_not_required(misread)),
    path("mis/403/", login_not_required(refuse)),
    path("mis/formulier/", login_not_required(csrf_failure)),
    path("mis/429/", login_not_required(hold_off)),
    path("mis/500/", login_not_required(break_down)),
]
