"""Addresses of the pool."""

from django.urls import path

from talent_pool.views import expertise, member, moves

app_name = "talent_pool"

urlpatterns = [
    path("members/", member.member_list, name="member_list"),
    path("members/totals/", member.pool_totals, name="pool_totals"),
    path("members/new/", member.member_propose, name="member_propose"),
    path("members/me/", member.member_self, name="member_self"),
    path("members/<uuid:pk>/", member.member_detail, name="member_detail"),
    path("members/<uuid:pk>/edit/", member.member_edit, name="member_edit"),
    path("members/<uuid:pk>/vet/", moves.member_vet, name="member_vet"),
    path("members/<uuid:pk>/admit/", moves.member_admit, name="member_admit"),
    path("members/<uuid:pk>/refuse/", moves.member_refuse, name="member_refuse"),
    path("members/<uuid:pk>/removal/", moves.removal_propose, name="removal_propose"),
    path("members/<uuid:pk>/appraisal/", moves.appraisal_propose, name="appraisal_propose"),
    path("proposals/<uuid:pk>/approve/", moves.proposal_approve, name="proposal_approve"),
    path("proposals/<uuid:pk>/reject/", moves.proposal_reject, name="proposal_reject"),
    path("proposals/<uuid:pk>/withdraw/", moves.proposal_withdraw, name="proposal_withdraw"),
    path("expertise/", expertise.expertise_list, name="expertise_list"),
    path("expertise/new/", expertise.expertise_add, name="expertise_add"),
    path("expertise/<uuid:pk>/", expertise.expertise_rename, name="expertise_rename"),
]
