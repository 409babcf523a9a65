from __future__ import annotations

from django.urls import path

from tutor.teacher import live_views, views

urlpatterns = [
    path("", views.classes, name="teach"),
    path("<uuid:classroom>/", live_views.live_class, name="teach_class"),
    path("<uuid:classroom>/rules/", live_views.rules, name="teach_rules"),
    path("<uuid:classroom>/learners/<uuid:learner>/", live_views.learner, name="teach_learner"),
    path(
        "<uuid:classroom>/learners/<uuid:learner>/<slug:kind>/",
        live_views.act_for_learner,
        name="teach_act",
    ),
    path("<uuid:classroom>/class/<slug:kind>/", live_views.act_for_class, name="teach_class_act"),
    path("<uuid:classroom>/alerts/<uuid:public_id>/", live_views.mark, name="teach_alert"),
    path("<uuid:classroom>/actions/<uuid:public_id>/", live_views.undo_action, name="teach_undo"),
    path("<uuid:classroom>/roster/", views.roster, name="teach_roster"),
    path("<uuid:classroom>/assign/", views.assign, name="teach_assign"),
]
