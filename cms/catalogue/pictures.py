"""Pictures of the ZIP on their way into the media library."""

from typing import Any

from wagtail.permissions import policy_registry

from cms.catalogue.context import Context
from cms.catalogue.kinds import Content
from cms.catalogue.names import Names, Pending, Table
from cms.models import Picture

TITLE_LENGTH = Picture._meta.get_field("title").max_length


class PictureMaker:
    """Makes what a row needs, and can take the files back when the row's transaction fails."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._made: dict[str, Picture] = {}

    def made(self, content: Content, locale: str, names: Names) -> Content:
        """`content` with every pending picture replaced by one of the library."""
        result = dict(content)
        if "photos" in content:
            self._describe(content["photos"], locale, names)
            result["photos"] = [self._photo(photo, locale) for photo in content["photos"]]
        if isinstance(content.get("social_image"), Pending):
            result["social_image"] = self._picture(content["social_image"].key, locale, "").pk
        return result

    def take_back(self) -> None:
        """A transaction undoes rows, not files."""
        for picture in self._made.values():
            picture.file.delete(save=False)

    def _describe(self, photos: list[dict[str, Any]], locale: str, names: Names) -> None:
        """What another language's row brought gets its text in this language as well."""
        packed = {
            found
            for (table, _locale, name), found in names.ids.items()
            if table is Table.PICTURE and self._context.archive.holds(name)
        }
        texts = {photo["picture"]: photo["alt"] for photo in photos if photo["picture"] in packed}
        field = f"alt_{locale}"
        policy = policy_registry.get_by_type(Picture)
        allowed = policy.instances_user_has_permission_for(self._context.user, "change")
        ids = [found for found in texts if not isinstance(found, Pending)]
        for picture in allowed.filter(pk__in=ids, **{field: ""}):
            setattr(picture, field, texts[picture.pk])
            picture.save(update_fields=[field])

    def _photo(self, photo: dict[str, Any], locale: str) -> dict[str, Any]:
        if not isinstance(photo["picture"], Pending):
            return photo
        return {**photo, "picture": self._picture(photo["picture"].key, locale, photo["alt"]).pk}

    def _picture(self, name: str, locale: str, alt: str) -> Picture:
        if name not in self._made:
            self._made[name] = self._make(name, locale, alt)
        return self._made[name]

    def _make(self, name: str, locale: str, alt: str) -> Picture:
        """Its alternative text becomes the library's own in the row's language."""
        picture = Picture(
            title=name.rpartition(".")[0][:TITLE_LENGTH] or name,
            file=self._context.archive.content_file(name),
            collection=self._context.collection,
            uploaded_by_user=self._context.user,
        )
        setattr(picture, f"alt_{locale}", alt)
        picture._set_image_file_metadata()
        picture.save()
        return picture
