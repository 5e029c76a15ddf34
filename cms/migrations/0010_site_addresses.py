import cms.models.hosts
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0009_search_extensions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteAddresses",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "frontend_url",
                    models.CharField(
                        blank=True,
                        help_text="What visitors see in the address bar, and where links lead.",
                        max_length=255,
                        validators=[cms.models.hosts.validate_origin],
                        verbose_name="website",
                    ),
                ),
                (
                    "api_url",
                    models.CharField(
                        blank=True,
                        help_text="Where the website asks for content and sends the partner form.",
                        max_length=255,
                        validators=[cms.models.hosts.validate_origin],
                        verbose_name="API",
                    ),
                ),
                (
                    "media_url",
                    models.CharField(
                        blank=True,
                        help_text="Where uploaded pictures are loaded from.",
                        max_length=255,
                        validators=[cms.models.hosts.validate_origin],
                        verbose_name="media",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "site addresses",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("frontend_url", ""), _negated=True),
                        fields=("frontend_url",),
                        name="frontend_of_one_site",
                        violation_error_message="Another site has this address.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("api_url", ""), _negated=True),
                        fields=("api_url",),
                        name="api_of_one_site",
                        violation_error_message="Another site has this address.",
                    ),
                ],
            },
        ),
    ]
