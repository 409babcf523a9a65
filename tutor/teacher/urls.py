from __future__ import annotations

from django.urls import path

from tutor.teacher import analysis_views, live_views, roster_views, views

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
    path("<uuid:classroom>/lessons/", analysis_views.lessons, name="teach_lessons"),
    path("<uuid:classroom>/lessons/<int:pk>/", analysis_views.lesson, name="teach_lesson"),
    path(
        "<uuid:classroom>/lessons/<int:pk>/<slug:table>.csv",
        analysis_views.lesson_csv,
        name="teach_lesson_csv",
    ),
    path("<uuid:classroom>/roster/", views.roster, name="teach_roster"),
    path("<uuid:classroom>/roster/import/", roster_views.import_roster, name="teach_import"),
    path("<uuid:classroom>/roster/<uuid:learner>/", roster_views.needs, name="teach_needs"),
    path("<uuid:classroom>/assign/", views.assign, name="teach_assign"),
    path("<uuid:classroom>/assign/<int:pk>/dates/", roster_views.dates, name="teach_dates"),
    path(
        "<uuid:classroom>/assign/<int:pk>/exception/",
        roster_views.exception,
        name="teach_exception",
    ),
    path(
        "<uuid:classroom>/progress/<slug:course_slug>/",
        roster_views.progress,
        name="teach_progress",
    ),
    path(
        "<uuid:classroom>/progress/<slug:course_slug>.csv",
        roster_views.progress_csv,
        name="teach_progress_csv",
    ),
]
