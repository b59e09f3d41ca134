"""The settings of an OpenID Connect issuer: whose tokens are taken, and what of them says who asks."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

#: What tokens may be signed by: a private key that the issuer alone has. With ``none`` or a shared secret (HS256),
#: whoever has the public key could write tokens.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class Issuer(BaseModel):
    """Whose tokens are taken, for whom they must be made, and what of them says who asks.

    ``person``, ``roles`` and ``scopes`` are names of claims, with dots for those within claims (realm_access.roles);
    ``attributes`` are claims by the attribute that policies read. Without ``scopes`` everybody has the ordinary rights.
    """

    model_config = ConfigDict(frozen=True)

    issuer: str = Field(min_length=1)
    audience: str = Field(min_length=1)
    keys_url: str = ""
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    leeway: float = Field(default=60, ge=0, le=600)
    person: str = Field(default="sub", min_length=1)
    roles: str = ""
    attributes: dict[str, str] = {}
    scopes: str = ""

    @field_validator("algorithms")
    @classmethod
    def _signed_by_the_issuer(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [each for each in given if each not in ALGORITHMS]
        if wrong or not given:
            raise ValueError(
                f"tokens are signed by one of {', '.join(ALGORITHMS)}, not by {', '.join(wrong) or 'none'}"
            )
        return given
