from __future__ import annotations

from django.urls import include, path

from tutor.student import api, app_views, nudges, review_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", app_views.manifest, name="manifest"),
    path("favicon.ico", app_views.favicon, name="favicon"),
    path("sw.js", app_views.service_worker, name="service_worker"),
    path("offline/", app_views.offline, name="offline"),
    path("appearance/", views.appearance, name="appearance"),
    path("activities/", include("tutor.student.activities_urls")),
    path("review/", review_views.review, name="review"),
    path("practice/", review_views.practice, name="practice"),
    path("practice/help/<int:skill>/", review_views.skill_help, name="skill_help"),
    path("noticed/", views.noticed, name="noticed"),
    path("noticed/<uuid:public_id>/", views.resolve_noticed, name="resolve_noticed"),
    path("noticed/turned-off/<slug:action>/", views.turn_on, name="turn_on"),
    path("learn/<slug:course_slug>/", views.course, name="course"),
    path("learn/<slug:course_slug>/figures/<path:name>", views.figure, name="figure"),
    path("learn/<slug:course_slug>/<slug:lesson_slug>/", views.lesson, name="lesson"),
    path("learn/<slug:course_slug>/<slug:lesson_slug>/answers/", views.answers, name="answers"),
    path(
        "learn/<slug:course_slug>/<slug:lesson_slug>/segments/<int:pk>/",
        views.segment,
        name="segment",
    ),
    path("api/sessions/<uuid:public_id>/", api.state, name="api_session"),
    path("api/sessions/<uuid:public_id>/answers/", api.answer, name="api_answers"),
    path("api/sessions/<uuid:public_id>/hints/", api.hint, name="api_hints"),
    path("api/sessions/<uuid:public_id>/frames/", api.frame, name="api_frames"),
    path(
        "api/sessions/<uuid:public_id>/segments/<int:pk>/open/",
        api.open_segment,
        name="api_open_segment",
    ),
    path(
        "api/sessions/<uuid:public_id>/segments/<int:pk>/finish/",
        api.finish_segment,
        name="api_finish_segment",
    ),
    path("api/sessions/<uuid:public_id>/nudges/", nudges.waiting, name="api_nudges"),
    path("api/nudges/<uuid:public_id>/", nudges.say, name="api_nudge"),
    path("api/decisions/<uuid:public_id>/", api.resolve, name="api_decision"),
]
