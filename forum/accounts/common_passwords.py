"""Passwords that are tried first, gathered by ourselves: words, names, rows of keys, with the usual digits. Pure."""

COMMON = frozenset(
    """
    00000000 0123456789 11111111 123123123 12341234 12345678 123456789 1234567890 1234qwer 123abc123 123qweasd
    1a2b3c4d 1password 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 87654321 987654321 a1234567 a12345678 a1b2c3d4
    aa123456 aaaaaaaa abc12345 abc123abc abcabcabc abcd1234 abcdefg1 abcdefgh admin123 admin1234 adminadmin
    administrator aishiteru alexander america1 angel123 anthony1 arigato1 arigatou arsenal1 asd12345 asdasdasd
    asdf1234 asdfghjk asdfghjkl barcelona baseball basketball batman12 benjamin blessing blueberry butterfly
    changeit changeme changeme1 charlie1 cheesecake chelsea1 chocolate christian computer contrasena contraseña
    cookie12 corvette daisuki1 dallas12 daniel12 december default1 diamond1 dolphin1 doraemon dragon12 dragon123
    elephant elizabeth facebook facebook1 february ferrari1 football forever1 fortnite freedom1 goldfish goodluck
    goodmorning google12 guest123 guestguest harley12 heaven12 hello123 hellohello helloworld hockey12 hotmail1
    ilovegod ilovemom iloveyou iloveyou1 iloveyou2 internet internet1 iphone12 ironman1 isabella january1 jennifer
    jessica1 jesus123 jesuschrist jonathan juventus kawaii12 killer12 konnichiwa letmein1 letmein12 letmeinnow
    liberty1 linkedin liverpool lovelove loveyou1 manchester master12 masterkey mercedes michael1 michael12
    michelle midnight minecraft monday12 monkey12 monkey123 motdepasse mountain mustang1 mylove12 mypassword
    naruto12 newpassword nicholas nihon123 nintendo nippon12 nopassword november oldpassword p@ssw0rd p@ssword
    pa55w0rd pa55word paradise passphrase passw0rd password password1 password12 passwort patricia penguin1
    pikachu1 playstation poiuytrewq pokemon1 porsche1 princesa princess q1234567 q1w2e3r4 q1w2e3r4t5 qazwsxedc
    qwe123qwe qweqweqwe qwer1234 qwerty12 qwerty123 qwertyui qwertyui1 qwertyuiop rainbow1 realmadrid root1234
    rootroot sakura12 sakurasakura samantha samsung1 secret12 secret123 security senha senha123 september shadow12
    snoopy12 snowball softball spiderman spring12 startrek starwars stephanie strawberry summer12 summertime
    sunday12 sunflower sunshine superman supersecret superuser swimming teamoamo temporary tequiero test1234
    testing1 testtest thankyou thankyou1 thepassword thomas12 tigger12 tokyo123 tokyo2020 tomodachi topsecret
    trustno1 twitter1 victoria watashi1 welcome1 welcome12 welcome123 welcome2 whatever william1 winter12
    wolverine yahoo123 yamaha12 yankees1 yourpassword youtube1 zaq12wsx zaq1zaq1 zxc12345 zxcvbnm, zxcvbnm1
    zxczxczxc あいうえお いろは にほんご ぱすわーど パスワード
    """.split()
)
