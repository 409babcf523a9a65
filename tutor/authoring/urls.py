from __future__ import annotations

from django.urls import path

from tutor.authoring import author_api, author_views, import_views

_COURSE = "author/<slug:course_slug>/"
_LESSON = f"{_COURSE}lessons/<slug:lesson_slug>/"

urlpatterns = [
    path("author/", author_views.courses, name="author"),
    path("author-preview/", author_views.preview_frame, name="author_preview"),
    path(_COURSE, author_views.course, name="author_course"),
    path(f"{_COURSE}pictures/<str:name>/", author_api.picture, name="author_picture"),
    path(f"{_COURSE}<slug:step>/", author_views.course_step, name="author_course_step"),
    path(_LESSON, author_views.lesson, name="author_lesson"),
    path(f"{_LESSON}save/", author_api.save, name="author_save"),
    path(f"{_LESSON}check/", author_api.check, name="author_check"),
    path(f"{_LESSON}try/", author_api.try_answer, name="author_try"),
    path(f"{_LESSON}hint/", author_api.try_hint, name="author_hint"),
    path(f"{_LESSON}pictures/", author_api.keep_picture, name="author_keep_picture"),
    path(f"{_LESSON}publish/", author_views.publish, name="author_publish"),
    path(f"{_LESSON}versions/", author_views.versions, name="author_versions"),
    path(f"{_LESSON}<slug:step>/", author_views.lesson_step, name="author_lesson_step"),
    path("import/", import_views.imports, name="imports"),
    path("import/<uuid:public_id>/", import_views.import_job, name="import_job"),
    path("import/<uuid:public_id>/report/", import_views.import_report, name="import_report"),
    path("import/<uuid:public_id>/<slug:step>/", import_views.import_step, name="import_step"),
]
